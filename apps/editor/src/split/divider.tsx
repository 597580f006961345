import { type PointerEvent, useRef } from 'react'
import { split as words } from '../strings/split.ts'
import { EVEN, LEAST, MOST, shareAfterKey, shareAt } from './divider.ts'

/** What stands between the halves and is dragged, or moved by the arrows. */
export function Divider(props: {
  readonly share: number
  readonly isStacked: boolean
  readonly onShare: (share: number) => void
}) {
  const { share, isStacked, onShare } = props
  const ref = useRef<HTMLDivElement>(null)

  const drag = (event: PointerEvent) => {
    const view = ref.current?.parentElement?.getBoundingClientRect()
    if (!view || !ref.current?.hasPointerCapture(event.pointerId)) return
    onShare(
      isStacked
        ? shareAt(event.clientY, view.top, view.height)
        : shareAt(event.clientX, view.left, view.width),
    )
  }
  return (
    <div
      ref={ref}
      className="divider"
      role="separator"
      tabIndex={0}
      aria-label={words.divider}
      aria-orientation={isStacked ? 'horizontal' : 'vertical'}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={share}
      title={words.dividerHint}
      onPointerDown={({ pointerId }) => ref.current?.setPointerCapture(pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => onShare(EVEN)}
      onKeyDown={(event) => {
        const next = shareAfterKey(event.key, share)
        if (next === undefined) return
        event.preventDefault()
        onShare(next)
      }}
    />
  )
}
