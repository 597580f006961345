import { useEffect, useRef } from 'react'

/** Keys that do nothing by themselves; some quiet a screen reader with them. */
const SILENT = new Set(['Alt', 'AltGraph', 'CapsLock', 'Control', 'Fn', 'Meta', 'Shift'])

/** What begins and ends following by itself. */
const SWITCHES = '[data-follow]'

/** Calls back as soon as whoever sits here does anything by hand: a key, a click, the wheel or a finger. */
export function useOwnInput(isWatching: boolean, onInput: () => void): void {
  const latest = useRef(onInput)
  useEffect(() => {
    latest.current = onInput
  })
  useEffect(() => {
    if (!isWatching) return
    const took = () => latest.current()
    const touched = ({ target }: Event) => {
      if (!isOnSwitch(target)) took()
    }
    const pressed = (event: KeyboardEvent) => {
      const isPress = event.key === 'Enter' || event.key === ' '
      if (SILENT.has(event.key) || (isPress && isOnSwitch(event.target))) return
      // Escape has done its work with this.
      if (event.key === 'Escape') event.stopPropagation()
      took()
    }
    const gestures = ['pointerdown', 'wheel', 'touchmove'] as const
    const options = { capture: true, passive: true }
    for (const gesture of gestures) window.addEventListener(gesture, touched, options)
    window.addEventListener('keydown', pressed, { capture: true })
    return () => {
      for (const gesture of gestures) window.removeEventListener(gesture, touched, options)
      window.removeEventListener('keydown', pressed, { capture: true })
    }
  }, [isWatching])
}

function isOnSwitch(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(SWITCHES) !== null
}
