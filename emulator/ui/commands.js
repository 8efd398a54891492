// What a typed / offers: a list box that follows the text field, as the platforms have it.
import { fresh, h } from "./dom.js";
import { t } from "./words.js";

const COMMANDS = ["newitem", "todo", "mine", "find", "item", "formed", "help", "cancel", "settings"];
const TAKES_MORE = new Set(["find", "item", "formed"]);

/** The list for the field `text` where `wanted()`: {element, key, close}; `key` says whether it used a key press. */
export function commandList(text, wanted) {
  const id = fresh("commands");
  const element = h("ul", { class: "commands", id, role: "listbox", "t-label": "commands", hidden: true });
  let chosen = -1;
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", id);
  text.addEventListener("input", open);
  text.addEventListener("blur", () => setTimeout(close, 150));

  function open() {
    const typed = wanted() && /^\/(\w*)$/.exec(text.value);
    const offered = typed ? COMMANDS.filter((name) => name.startsWith(typed[1])) : [];
    chosen = -1;
    element.replaceChildren(...offered.map((name, place) => h("li", {
      role: "option", id: `${id}-${place}`, "aria-selected": "false", "data-name": name,
      onpointerdown: (event) => { event.preventDefault(); take(name); },
    }, h("code", {}, `/${name}`), " ", h("span", {}, t(`cmd-${name}`)))));
    show(offered.length > 0);
  }

  function show(open) {
    element.hidden = !open;
    if (!open) text.removeAttribute("aria-activedescendant");
  }

  function close() {
    show(false);
  }

  function choose(step) {
    const all = [...element.children];
    chosen = (chosen + step + all.length) % all.length;
    all.forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
    text.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(name) {
    text.value = TAKES_MORE.has(name) ? `/${name} ` : `/${name}`;
    close();
    text.focus();
    if (!TAKES_MORE.has(name)) text.form.requestSubmit();
  }

  function key(event) {
    if (element.hidden || event.isComposing) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(element.children[chosen].dataset.name);
    else return false;
    event.preventDefault();
    return true;
  }

  return { element, key, close };
}
