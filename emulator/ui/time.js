// Dates as the office reads them: Asia/Shanghai, which has kept UTC+8 without summer time since 1991.
import { english, t } from "./words.js";

const EIGHT_HOURS = 8 * 3600 * 1000;
const two = (number) => String(number).padStart(2, "0");

function parts(iso) {
  const at = new Date(Date.parse(iso) + EIGHT_HOURS);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: at.getUTCDay(),
    time: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
  };
}

/** 09:05 */
export const clockTime = (iso) => parts(iso).time;

/** 2026-02-09, for comparing days. */
export function civil(iso) {
  const { year, month, day } = parts(iso);
  return `${year}-${two(month)}-${two(day)}`;
}

/** 2026-02-09T09:05, as a date field holds it. */
export const fieldValue = (iso) => `${civil(iso)}T${clockTime(iso)}`;

/** 2026年2月9日 周一 · Mon 9 Feb 2026 */
export function longDate(iso) {
  const { year, month, day, weekday } = parts(iso);
  const name = t("weekdays").split(" ")[weekday];
  if (english()) return `${name} ${day} ${t("months").split(" ")[month - 1]} ${year}`;
  return `${year}年${month}月${day}日 ${name}`;
}

/** 2月9日 周一 · Mon 9 Feb */
export function shortDate(iso) {
  const { month, day, weekday } = parts(iso);
  const name = t("weekdays").split(" ")[weekday];
  if (english()) return `${name} ${day} ${t("months").split(" ")[month - 1]}`;
  return `${month}月${day}日 ${name}`;
}

/** A civil date such as 2026-02-12 as 2026年2月12日 · 12 Feb 2026 */
export function plainDate(date) {
  const [year, month, day] = date.slice(0, 10).split("-").map(Number);
  if (english()) return `${day} ${t("months").split(" ")[month - 1]} ${year}`;
  return `${year}年${month}月${day}日`;
}

/** `iso` moved by `ms`, again as ISO text. */
export const later = (iso, ms) => new Date(Date.parse(iso) + ms).toISOString();
