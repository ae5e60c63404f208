// A pad to sign on with a finger, a pen or the mouse; the drawing becomes the hidden field's value.
export default function start(root) {
  const pad = root.querySelector("canvas");
  const field = root.querySelector("input[type=hidden]");
  const ink = pad.getContext("2d");
  let drawing = false;

  root.hidden = false;
  ink.lineWidth = 4;
  ink.lineCap = "round";
  ink.lineJoin = "round";
  ink.strokeStyle = "#101820"; // ink on paper, in either theme

  function point(event) {
    const box = pad.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * pad.width,
      ((event.clientY - box.top) / box.height) * pad.height,
    ];
  }

  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    ink.beginPath();
    ink.moveTo(...point(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (drawing) {
      ink.lineTo(...point(event));
      ink.stroke();
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, () => {
      if (drawing) {
        drawing = false;
        field.value = pad.toDataURL("image/png");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
  root.querySelector("[data-signature-clear]").addEventListener("click", () => {
    ink.clearRect(0, 0, pad.width, pad.height);
    field.value = "";
  });
}
