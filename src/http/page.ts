/** Small self-contained pages: no script, no font, no address but our own. */

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1f;background:#fff}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#f4f4f6;padding:.75rem;overflow:auto;border-radius:4px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
details{border:1px solid #ddd;border-radius:4px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}
.method{display:inline-block;min-width:4.5rem;font-weight:600}.access{color:#666;float:right}`;

/** A whole HTML page as bytes. `title` is escaped; `body` is HTML made with {@link escapeHtml}. */
export function htmlPage(title: string, body: string): Buffer {
  const safeTitle = escapeHtml(title);
  return Buffer.from(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${safeTitle}</title><style>${STYLE}</style></head><body><h1>${safeTitle}</h1>${body}</body></html>`,
  );
}

/** `text` for use between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** True if a client with this `Accept` header would rather have a page than JSON. */
export function prefersHtml(accept: string | undefined): boolean {
  return /\btext\/html\b/.test(accept ?? "");
}

export const HTML_HEADERS = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" };
