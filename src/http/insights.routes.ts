/** Insights of tours, properties and customers, and what went on in rooms. Bodies come ready from a thread. */
import {
  ActivityQuery,
  CustomerParams,
  HeatmapParams,
  InsightFormat,
  InsightTimes,
  ListParams,
  PropertyParams,
  TourParams,
} from "../protocol/insightQueries.ts";
import {
  ActivityAnswer,
  CustomerAnswer,
  HeatmapAnswer,
  PropertyAnswer,
  TourAnswer,
} from "../protocol/insights.ts";
import type { Insights } from "../services/insights/insights.ts";
import type { Format } from "../services/insights/requests.ts";
import { dataOf, defineRoute, type Reply, type Route } from "./route.ts";

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8; header=present",
  png: "image/png",
};

export function insightRoutes({ insights }: { readonly insights: Insights }): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/insights/tours/{session_id}",
      access: "read",
      summary: "One tour: timeline, zones, gaze, path, interest",
      params: TourParams,
      query: InsightFormat,
      answer: TourAnswer,
      handle: async (call) =>
        reply(
          call.query.format,
          "tour",
          await insights.tour(dataOf(call), call.params.session_id, call.query),
        ),
    }),
    ...propertyRoutes(insights),
    ...customerRoutes(insights),
    defineRoute({
      method: "GET",
      path: "/analytics/activity",
      access: "read",
      summary: "What went on in the caller's spaces, by time",
      query: ActivityQuery,
      answer: ActivityAnswer,
      handle: async (call) =>
        reply(call.query.format, "activity", await insights.activity(dataOf(call), call.query)),
    }),
  ];
}

function propertyRoutes(insights: Insights): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/insights/properties",
      access: "read",
      summary: "The owner's properties",
      query: ListParams,
      handle: async (call) =>
        reply(call.query.format, "properties", await insights.list(dataOf(call), "properties", call.query)),
    }),
    defineRoute({
      method: "GET",
      path: "/insights/properties/{property_id}",
      access: "read",
      summary: "A property: dwell, ways, gaze, funnel, weeks",
      params: PropertyParams,
      query: InsightTimes,
      answer: PropertyAnswer,
      async handle(call) {
        const body = await insights.property(dataOf(call), call.params.property_id, call.query);
        return reply(call.query.format, "property", body);
      },
    }),
    defineRoute({
      method: "GET",
      path: "/insights/properties/{property_id}/heatmap",
      access: "read",
      summary: "Where visitors were, or from where they looked",
      params: PropertyParams,
      query: HeatmapParams,
      answer: HeatmapAnswer,
      async handle(call) {
        const body = await insights.heatmap(dataOf(call), call.params.property_id, call.query);
        return reply(call.query.format, "heatmap", body);
      },
    }),
  ];
}

function customerRoutes(insights: Insights): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/insights/customers",
      access: "read",
      summary: "The owner's customers",
      query: ListParams,
      handle: async (call) =>
        reply(call.query.format, "customers", await insights.list(dataOf(call), "customers", call.query)),
    }),
    defineRoute({
      method: "GET",
      path: "/insights/customers/{customer_id}",
      access: "read",
      summary: "A customer: tours, what drew them, likely favourites",
      params: CustomerParams,
      query: InsightFormat,
      answer: CustomerAnswer,
      async handle(call) {
        const body = await insights.customer(dataOf(call), call.params.customer_id, call.query);
        return reply(call.query.format, "customer", body);
      },
    }),
    defineRoute({
      method: "DELETE",
      path: "/insights/customers/{customer_id}",
      access: "read",
      summary: "Erase a customer's tours and events; what is counted of properties stays",
      params: CustomerParams,
      async handle(call) {
        await insights.eraseCustomer(dataOf(call), call.params.customer_id);
        return { status: 204 };
      },
    }),
  ];
}

function reply(format: Format, name: string, body: Uint8Array<ArrayBuffer>): Reply {
  const headers: Record<string, string> = { "Content-Type": CONTENT_TYPES[format] };
  if (format === "csv") headers["Content-Disposition"] = `attachment; filename="${name}.csv"`;
  return { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength), headers };
}
