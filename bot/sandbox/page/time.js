// Times as the messages carry them (seconds since 1970), told in Brussels, whatever the clock of this machine says.

const ZONE = "Europe/Brussels";

const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
const HOUR = format({ hour: "2-digit", minute: "2-digit" });
const DAY = format({ weekday: "long", day: "numeric", month: "long" });
const DAY_AND_YEAR = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT = format({ weekday: "short", day: "numeric", month: "short" });
const PARTS = format({
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** The wall clock's numbers at a moment: year, month (1 to 12), day, hour, minute, second. */
export function wall(date) {
  return Object.fromEntries(PARTS.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
}

const two = (number) => String(number).padStart(2, "0");

/** "14:05". */
export const hour = (date) => HOUR.format(date);

const days = new Map(); // by quarter of an hour, the finest step of any offset: a long chat asks thousands of times

/** "2027-03-15": equal for moments of the same day. */
export function dayKey(date) {
  const quarter = Math.floor(date.getTime() / 900000);
  if (!days.has(quarter)) {
    const { year, month, day } = wall(date);
    days.set(quarter, `${year}-${two(month)}-${two(day)}`);
  }
  return days.get(quarter);
}

/** "Today", "Yesterday", "Monday 15 March", with the year when it is another one than now's. */
export function dayName(date, now) {
  if (dayKey(date) === dayKey(now)) return "Today";
  if (dayKey(date) === dayKey(new Date(now.getTime() - 864e5))) return "Yesterday";
  return (wall(date).year === wall(now).year ? DAY : DAY_AND_YEAR).format(date).replace(",", "");
}

/** "Monday 15 March 2027". */
export const longDay = (date) => DAY_AND_YEAR.format(date).replace(",", "");

/** "Mon 15 Mar". */
export const shortDay = (date) => SHORT.format(date).replace(",", "");

/** The value of a datetime-local field at a moment. */
export function fieldValue(date) {
  const { hour: hours, minute } = wall(date);
  return `${dayKey(date)}T${two(hours)}:${two(minute)}`;
}

/** "2027-01-05T09:00" on the wall in Brussels as ISO 8601 with the offset of that day. */
export function isoAt(local) {
  const naive = Date.parse(`${local}:00Z`);
  let offset = 0;
  // Twice: the offset is that of the moment itself, which the first guess may miss by the hour of a clock change.
  for (let turn = 0; turn < 2; turn += 1) offset = offsetAt(new Date(naive - offset));
  const minutes = Math.abs(offset) / 60000;
  return `${local}:00${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function offsetAt(date) {
  const { year, month, day, hour: hours, minute, second } = wall(date);
  return Date.UTC(year, month - 1, day, hours, minute, second) - Math.floor(date.getTime() / 1000) * 1000;
}

/** The fifth of the month after now's, 09:00, as a datetime-local value. */
export function fifthOfNextMonth(now) {
  const { year, month } = wall(now);
  return `${month === 12 ? year + 1 : year}-${two((month % 12) + 1)}-05T09:00`;
}
