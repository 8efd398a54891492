// Attachments of a composer: chosen, dropped, pasted, or one of the samples that come with the page.
import { fresh, h } from "./dom.js";
import { t } from "./words.js";

const SAMPLES = [
  { name: "年检通知.docx", file: "notice.docx", type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
  { name: "办事窗口.png", file: "window.png", type: "image/png" },
];

/** The parts of one composer: {button, menu, staged, add, clear, count, form}. */
export function attachments(phone, done) {
  let files = [];
  const id = fresh("attach");
  const chooser = h("input", { type: "file", multiple: true, hidden: true, onchange: () => { add(chooser.files); chooser.value = ""; } });
  const menu = h("div", { class: "attach", id, role: "group", "t-label": "attach-list", hidden: true });
  const button = h("button", {
    class: "btn", type: "button", t: "attach", "aria-expanded": "false", "aria-controls": id, onclick: () => open(menu.hidden),
  });
  const staged = h("div", { class: "staged", role: "group", "t-label": "attached", hidden: true });
  const as = h("select", { "t-label": "as" }, h("option", { value: "document", t: "as-document" }), h("option", { value: "photo", t: "as-photo" }));

  const onWecom = () => phone.phone.platform === "wecom"; // there a picture is a picture, and a file never arrives

  function open(wanted) {
    menu.hidden = !wanted;
    button.setAttribute("aria-expanded", String(wanted));
    if (!wanted) return;
    menu.replaceChildren(chooser,
      h("button", { class: "btn small", type: "button", t: "attach-choose", onclick: () => chooser.click() }),
      ...SAMPLES.map((sample) => h("button", { class: "btn small", type: "button", onclick: () => take(sample) },
        t("attach-sample", { name: sample.name }))));
    menu.querySelector("button").focus();
  }

  async function take(sample) {
    const bytes = await (await fetch(new URL(`samples/${sample.file}`, import.meta.url))).blob();
    add([new File([bytes], sample.name, { type: sample.type })]);
  }

  function add(more) {
    files = [...files, ...more];
    open(false);
    draw();
    done();
  }

  function draw() {
    staged.hidden = !files.length;
    as.hidden = onWecom() || !files.length || !files.every((file) => file.type.startsWith("image/"));
    staged.replaceChildren(...files.map((file, place) => h("span", { class: "chip" }, file.name,
      h("button", {
        class: "quiet", type: "button", "aria-label": t("take-off", { name: file.name }),
        onclick: () => { files = files.filter((_, other) => other !== place); draw(); done(); },
      }, "×"))), as);
  }

  function form(caption, more) {
    const data = new FormData();
    if (caption) data.append("caption", caption);
    if (files.length > 1) data.append("album", "1");
    if (!onWecom()) data.append("as", as.hidden ? "document" : as.value);
    for (const [name, value] of Object.entries(more)) data.append(name, value);
    for (const file of files) data.append("file", file, file.name);
    return data;
  }

  return { button, menu, staged, add, form, count: () => files.length, clear: () => { files = []; draw(); } };
}
