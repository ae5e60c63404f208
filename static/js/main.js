// Starts the module named by each element's data-module attribute (several are parted by spaces).
export function start(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    for (const name of element.dataset.module.split(" ")) {
      import(`./modules/${name}.js`).then((module) => module.default(element));
    }
  }
}

start(document);
