/** The API document as a page to read: everything in it, nothing from the internet. */

import { pathsOf } from "./mount.ts";
import { escapeHtml, htmlPage } from "./page.ts";
import type { Route } from "./route.ts";

/** The page of `routes`, with the document's operations beside them. */
export function docsPage(routes: readonly Route[], document: Record<string, unknown>): Buffer {
  const operations = document.paths as Record<string, Record<string, unknown>>;
  const entries = routes.map((route) => {
    const [path = ""] = pathsOf(route);
    return entryHtml(route, { path, operation: operations[path]?.[route.method.toLowerCase()] });
  });
  const { title, version } = document.info as { title: string; version: string };
  return htmlPage(
    `${title} ${version}`,
    `<p><a href="/openapi.json">openapi.json</a> · <a href="/problems">error codes</a></p>${entries.join("")}`,
  );
}

function entryHtml(route: Route, at: { readonly path: string; readonly operation: unknown }): string {
  return (
    `<details><summary><span class="access">${route.access}</span><span class="method">${route.method}</span>` +
    `<code>${escapeHtml(at.path)}</code> ${escapeHtml(route.summary)}</summary>` +
    `<pre>${escapeHtml(JSON.stringify(at.operation, null, 2))}</pre></details>`
  );
}
