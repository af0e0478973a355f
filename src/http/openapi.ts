/** The API document, made from the declarations that mount and validate the routes. */
import { z } from "zod";
import { pathsOf } from "./mount.ts";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

const PROBLEM_REF = "#/components/schemas/Problem";

/** An OpenAPI 3.1 document of `routes`. */
export function openApiDocument(
  routes: readonly Route[],
  about: { readonly title: string; readonly version: string },
): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    for (const path of pathsOf(route))
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: about.title, version: about.version },
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        key: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
      schemas: { Problem: problemSchema() },
    },
  };
}

function operation(route: Route): Json {
  const parameters = [
    ...parametersOf(route.params, "path"),
    ...parametersOf(route.query, "query"),
    ...headersOf(route),
  ];
  return {
    summary: route.summary,
    tags: [route.path.split("/")[1] || "root"],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: requestBody(route, route.body) } : {}),
    responses: {
      "2XX": success(route.answer),
      default: {
        description: "Refused",
        content: { "application/problem+json": { schema: { $ref: PROBLEM_REF } } },
      },
    },
    security: securityOf(route),
  };
}

function securityOf(route: Route): Json[] {
  if (route.access === "public") return [];
  if (["ingest", "read", "ingest_or_read"].includes(route.access)) return [{ key: [] }, { bearer: [] }];
  return route.access === "optional" ? [{}, { bearer: [] }] : [{ bearer: [] }];
}

function requestBody(route: Route, shape: z.ZodType): Json {
  const schema = jsonSchema(shape, "input");
  const types = route.bodyTypes ?? ["application/json"];
  return {
    required: !shape.safeParse({}).success,
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
}

function success(shape: z.ZodType | undefined): Json {
  if (!shape) return { description: "Done" };
  return { description: "Done", content: { "application/json": { schema: jsonSchema(shape, "output") } } };
}

function parametersOf(shape: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!shape) return [];
  const schema = jsonSchema(shape, "input");
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries((schema.properties as Record<string, Json> | undefined) ?? {}).map(
    ([name, property]) => ({
      name,
      in: place,
      required: place === "path" || required.has(name),
      schema: property,
    }),
  );
}

function headersOf(route: Route): Json[] {
  if (!route.creates) return [];
  return [
    {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      schema: { type: "string", minLength: 1, maxLength: 200 },
    },
  ];
}

function jsonSchema(shape: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: "any" });
  return schema as Json;
}

function problemSchema(): Json {
  return jsonSchema(
    z.object({
      type: z.string(),
      title: z.string(),
      status: z.number().int(),
      detail: z.string(),
      instance: z.string(),
      code: z.string(),
      errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
      request_id: z.string(),
    }),
    "output",
  );
}
