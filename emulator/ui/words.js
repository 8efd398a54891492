// The page's own words in the language the reader chose. What the bot says stays as the bot said it.
import EN from "./en.js";
import ZH from "./zh.js";

const LANGUAGES = { zh: ZH, en: EN };
let language = "zh";

/** The words of `key` in the page's language, with {name} places filled; the key itself when unknown. */
export function t(key, facts = {}) {
  const words = LANGUAGES[language][key] ?? ZH[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (place, name) => String(facts[name] ?? place));
}

export const english = () => language === "en";
export const speaks = () => language;
export function speak(wanted) {
  language = wanted in LANGUAGES ? wanted : "zh";
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.title = t("title");
}
