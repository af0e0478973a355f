/** Pieces of SVG text: everything that comes from a world goes through here. */

/** Pixels on the sheet, x to the right, y down. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A rectangle on the sheet, pixels. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** `text` as XML content or attribute: markup escaped, characters that XML cannot hold left out. */
export function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: just those must not be in XML
      .replace(/[\u0000-\u001f\u007f\ufffe\uffff]+/g, " ")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;")
  );
}

/** A length for an attribute, to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}

/** Corners for `points`. */
export function pointsOf(corners: readonly Spot[]): string {
  return corners.map(({ x, y }) => `${px(x)},${px(y)}`).join(" ");
}

/** Characters of `text` that are about as wide as it at `sizePx`: an estimate, for a sans-serif of ordinary width. */
export function textWidth(text: string, sizePx: number): number {
  let ems = 0;
  for (const character of text) {
    if (/[ijl.,:;'|!I ]/.test(character)) ems += 0.34;
    else if (/[mwMW@]/.test(character)) ems += 0.95;
    else if (/[A-Z0-9]/.test(character)) ems += 0.67;
    else ems += character.codePointAt(0)! > 0x2e80 ? 1 : 0.59;
  }
  return ems * sizePx;
}

/** `text` cut to what fits into `widthPx`, with an ellipsis where something is gone. */
export function fitted(text: string, sizePx: number, widthPx: number): string {
  if (textWidth(text, sizePx) <= widthPx) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, sizePx) > widthPx) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** `text` in at most `lines` lines of `widthPx`, broken at blanks. */
export function wrapped(
  text: string,
  sizePx: number,
  { widthPx, lines }: { readonly widthPx: number; readonly lines: number },
): string[] {
  const broken: string[] = [];
  let rest = text.replace(/\s+/g, " ").trim();
  while (rest !== "" && broken.length < lines - 1) {
    const line = firstLine(rest, sizePx, widthPx);
    broken.push(fitted(line, sizePx, widthPx));
    rest = rest.slice(line.length).trimStart();
  }
  return rest === "" ? broken : [...broken, fitted(rest, sizePx, widthPx)];
}

function firstLine(text: string, sizePx: number, widthPx: number): string {
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, sizePx) > widthPx) break;
    line = longer;
  }
  return line;
}
