// What the page about customers asks of the server. Who is meant goes in a body, never in an address.
import { api, told } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type CustomerAsked = Schemas["CustomerBody"];
export type CustomerChange = Schemas["CustomerChangeBody"];
export type CustomerRequest = Schemas["CustomerRequestBody"];

export function customerRequests(signal: AbortSignal): Promise<CustomerRequest[]> {
  return told(api.GET("/api/customers/requests", { signal }));
}

/** The rows that a request would change. */
export function countFor(asked: CustomerAsked): Promise<CustomerChange[]> {
  return told(api.POST("/api/customers/counts", { body: asked }));
}

/** Forgets or merges. There is no way back. */
export function askAbout(asked: CustomerAsked): Promise<CustomerRequest> {
  return told(api.POST("/api/customers/requests", { body: asked }));
}
