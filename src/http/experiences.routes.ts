/** Experiences over HTTP: published, found, liked and entered. */
import { pageView } from "../protocol/accounts.ts";
import {
  EnterView,
  ExperiencePatchBody,
  ExperienceQuery,
  ExperienceView,
  PublishBody,
} from "../protocol/worlds.ts";
import { signedIn } from "../services/accounts/caller.ts";
import type { Experiences } from "../services/worlds/experiences.ts";
import { API_BASE } from "./mount.ts";
import { defineRoute, type Route } from "./route.ts";
import { KeyParams } from "./worlds.routes.ts";

export interface ExperienceRouteDeps {
  readonly experiences: Experiences;
}

/** `/publish` and `/experiences`. */
export function experienceRoutes({ experiences }: ExperienceRouteDeps): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/publish/",
      access: "signed_in",
      summary: "Publish a world as an experience",
      creates: true,
      body: PublishBody,
      answer: ExperienceView,
      handle: async ({ caller, body }) => {
        const card = await experiences.publish(signedIn(caller), body);
        const headers = { Location: `${API_BASE}/experiences/${card.experience_id}` };
        return { status: 201, body: card, headers };
      },
    }),
    defineRoute({
      method: "GET",
      path: "/experiences",
      access: "public",
      summary: "What is published, new or popular first",
      query: ExperienceQuery,
      answer: pageView(ExperienceView),
      handle: async ({ query }) => ({ body: await experiences.list(query) }),
    }),
    ...oneExperienceRoutes(experiences),
  ];
}

function oneExperienceRoutes(experiences: Experiences): Route[] {
  const path = "/experiences/{id}";
  return [
    defineRoute({
      method: "GET",
      path,
      access: "public",
      summary: "One experience",
      params: KeyParams,
      answer: ExperienceView,
      handle: async ({ params }) => ({ body: await experiences.get(params.id) }),
    }),
    defineRoute({
      method: "PATCH",
      path,
      access: "signed_in",
      summary: "Change title, description or tags",
      params: KeyParams,
      body: ExperiencePatchBody,
      answer: ExperienceView,
      handle: async ({ caller, params, body }) => ({
        body: await experiences.patch(signedIn(caller), params.id, body),
      }),
    }),
    defineRoute({
      method: "DELETE",
      path,
      access: "signed_in",
      summary: "Take an experience back; its space stays",
      params: KeyParams,
      handle: async ({ caller, params }) => {
        await experiences.remove(signedIn(caller), params.id);
        return {};
      },
    }),
    defineRoute({
      method: "POST",
      path: `${path}/like`,
      access: "signed_in",
      summary: "Like an experience, once a user",
      params: KeyParams,
      answer: ExperienceView,
      handle: async ({ caller, params }) => ({ body: await experiences.like(signedIn(caller), params.id) }),
    }),
    defineRoute({
      method: "DELETE",
      path: `${path}/like`,
      access: "signed_in",
      summary: "Take one's like back",
      params: KeyParams,
      handle: async ({ caller, params }) => {
        await experiences.unlike(signedIn(caller), params.id);
        return {};
      },
    }),
    defineRoute({
      method: "POST",
      path: `${path}/enter`,
      access: "signed_in",
      summary: "The experience's live space, made on first entry; counts a visit",
      params: KeyParams,
      answer: EnterView,
      handle: async ({ caller, params }) => ({ body: await experiences.enter(signedIn(caller), params.id) }),
    }),
  ];
}
