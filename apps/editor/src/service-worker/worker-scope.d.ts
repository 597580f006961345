// What a service worker's scope has and a window's has not, as far as it is used here. TypeScript's own library for workers
// cannot be loaded beside the one for pages.

declare class ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}

declare class FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

declare const registration: ServiceWorkerRegistration
declare const clients: { claim(): Promise<void> }
declare function skipWaiting(): Promise<void>
