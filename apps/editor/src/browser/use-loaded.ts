import { type ComponentType, useEffect, useState } from 'react'

/**
 * A component that is loaded ahead, and then rendered at once. React's own lazy components wait for a moment even when they
 * are there, and what is typed meanwhile is lost. One that cannot be loaded is left out, as a quiet `part`.
 *
 * @param load Always the same function.
 * @param isWanted Whether to begin.
 */
export function useLoaded(
  load: () => Promise<{ readonly default: ComponentType }>,
  isWanted: boolean,
): ComponentType | undefined {
  const [loaded, setLoaded] = useState<ComponentType>()
  useEffect(() => {
    if (!isWanted) return
    const fail = () => setLoaded(undefined)
    load().then((module) => setLoaded(() => module.default), fail)
  }, [load, isWanted])
  return loaded
}
