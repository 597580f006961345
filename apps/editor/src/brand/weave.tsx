import { palette } from '../collaboration/color.ts'

const WARPS = 9
const WEFTS = 9
const PITCH = 40
const THREAD = 25
const GAP = 4

/** A piece of cloth, each thread in the color of a person: what the product is named for. */
export function Weave() {
  const size = WARPS * PITCH
  return (
    <svg className="weave" viewBox={`0 0 ${size} ${size}`} aria-hidden="true" focusable="false">
      {Array.from({ length: WARPS }, (_, column) => (
        <g key={`warp ${column}`} className="weave-warp">
          {piecesUnder(WEFTS, (row) => isWeftAbove(row, column)).map(([from, to]) => (
            <rect key={from} x={column * PITCH} y={from} width={THREAD} height={to - from} rx="5" />
          ))}
        </g>
      ))}
      {Array.from({ length: WEFTS }, (_, row) => (
        <g key={`weft ${row}`} fill={palette[(row * 5) % palette.length]?.color}>
          {piecesUnder(WARPS, (column) => !isWeftAbove(row, column)).map(([from, to]) => (
            <rect key={from} x={from} y={row * PITCH} width={to - from} height={THREAD} rx="5" />
          ))}
        </g>
      ))}
    </svg>
  )
}

function isWeftAbove(row: number, column: number): boolean {
  return (row + column) % 2 === 0
}

/** Where a thread shows: from one crossing at which it goes under to the next. */
function piecesUnder(crossings: number, isUnder: (crossing: number) => boolean) {
  const pieces: [from: number, to: number][] = []
  let from = 0
  for (let crossing = 0; crossing < crossings; crossing++) {
    if (!isUnder(crossing)) continue
    const at = crossing * PITCH
    if (at - GAP > from) pieces.push([from, at - GAP])
    from = at + THREAD + GAP
  }
  const end = (crossings - 1) * PITCH + THREAD
  if (end > from) pieces.push([from, end])
  return pieces
}
