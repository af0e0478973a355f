/** A page for every error code: what its `type` points to. */
import { z } from "zod";
import { AppError, ERROR_TABLE, type ErrorCode, type ErrorRow } from "../errors.ts";
import { escapeHtml, HTML_HEADERS, htmlPage, prefersHtml } from "./page.ts";
import { defineRoute, type Route } from "./route.ts";

const ProblemParams = z.object({ code: z.string() });

/** `/problems` lists all codes, `/problems/<code>` explains one; as a page for browsers, as JSON for everybody else. */
export function problemRoutes(): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/problems",
      root: true,
      access: "public",
      summary: "Every error code",
      handle: (call) =>
        prefersHtml(call.header("accept"))
          ? { body: htmlPage("Error codes", listHtml()), headers: HTML_HEADERS }
          : { body: { items: Object.entries(ERROR_TABLE).map(([code, row]) => problemView(code, row)) } },
    }),
    defineRoute({
      method: "GET",
      path: "/problems/{code}",
      root: true,
      access: "public",
      summary: "What an error code means",
      params: ProblemParams,
      handle: (call) => {
        const { code } = call.params;
        if (!isCode(code)) throw new AppError("not_found", "There is no such error code.");
        const row = ERROR_TABLE[code];
        return prefersHtml(call.header("accept"))
          ? { body: htmlPage(row.title, rowHtml(code, row)), headers: HTML_HEADERS }
          : { body: problemView(code, row) };
      },
    }),
  ];
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, code);
}

function problemView(code: string, row: ErrorRow) {
  return { type: `/problems/${code}`, code, ...row };
}

function rowHtml(code: string, row: ErrorRow): string {
  return (
    `<p>${escapeHtml(row.meaning)}</p><table><tr><th>code</th><td><code>${escapeHtml(code)}</code></td></tr>` +
    `<tr><th>status</th><td>${row.status}</td></tr><tr><th>severity</th><td>${row.severity}</td></tr>` +
    `<tr><th>category</th><td>${row.category}</td></tr></table><p><a href="/problems">All codes</a></p>`
  );
}

function listHtml(): string {
  const rows = Object.entries(ERROR_TABLE).map(
    ([code, row]) =>
      `<tr><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${row.status}</td><td>${escapeHtml(row.meaning)}</td></tr>`,
  );
  return `<table><tr><th>code</th><th>status</th><th>meaning</th></tr>${rows.join("")}</table>`;
}
