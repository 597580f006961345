import { developer as strings } from '../strings/developer.ts'

const WIDTH = 80
const HEIGHT = 16

/** The last values as a line, the newest at the right, from nothing up to the largest. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return null
  const most = Math.max(1, ...values)
  const step = WIDTH / (values.length - 1)
  const points = values.map((value, index) => {
    const [x, y] = [index * step, HEIGHT - (value / most) * HEIGHT]
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg
      className="sparkline"
      viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
      role="img"
      aria-label={strings.connection.roundTrips(values.length, Math.round(most))}
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}
