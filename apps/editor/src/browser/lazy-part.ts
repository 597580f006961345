import { type ComponentType, lazy, type LazyExoticComponent } from 'react'

type Loading<Props> = Promise<{ readonly default: ComponentType<Props> }>

/**
 * A part of the page that is loaded when it is first drawn. One that cannot be loaded, because the server is away or was
 * replaced by a newer one, is left out until the page is loaded anew: React would take down all of the page for it, and
 * with it the text that somebody is writing.
 */
export function lazyPart<Props>(
  load: () => Loading<Props>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => orNothing(load()))
}

/** The page does without what did not come. */
export function orNothing<Props>(loading: Loading<Props>): Loading<Props> {
  return loading.catch(() => ({ default: () => null }))
}
