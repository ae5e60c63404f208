// Adds the shares up while they are typed, and says whether they make a hundred.
export default function shares(place) {
  const fields = [...place.querySelectorAll("input[type=number]")];
  const sum = place.querySelector("[data-sum]");

  const add = () => {
    const total = fields.reduce((before, field) => before + (Number(field.value) || 0), 0);
    const right = total === 100;
    sum.querySelector("b").textContent = String(total);
    sum.dataset.tone = right ? "ok" : "soon";
    sum.querySelector("[data-when=right]").hidden = !right;
    sum.querySelector("[data-when=wrong]").hidden = right;
    sum.hidden = false;
  };

  place.addEventListener("input", add);
  add();
}
