import { median } from '../measures/statistics.ts'
import { SERVER_IDS, type ServerId } from '../servers/server-kind.ts'
import type { Curve } from '../workloads/workload.ts'
import { valuesOf, type Row } from './results.ts'
import { serverWords } from './words.ts'

const WIDTH = 720
const HEIGHT = 400
const LEFT = 70
const RIGHT = 160
const TOP = 48
const BOTTOM = 52
/** Labels at the ends of the lines stay so far apart. */
const LABEL_HEIGHT = 16

/** On white and on black; dashes tell the lines apart where colours do not. */
const styles: Readonly<Record<ServerId, { light: string; dark: string; dashes: string }>> = {
  'bare-ws': { light: '#6b7280', dark: '#9ca3af', dashes: '2 4' },
  'y-websocket-server': { light: '#b45309', dark: '#fbbf24', dashes: '8 4' },
  hocuspocus: { light: '#7c3aed', dark: '#c4b5fd', dashes: '8 3 2 3' },
  weft: { light: '#0f766e', dark: '#2dd4bf', dashes: '' },
}

interface Line {
  readonly server: ServerId
  readonly points: readonly (readonly [at: number, value: number])[]
}

/** Draws a row's figures over what they grow with, on two logarithmic axes, for light and dark pages. */
export function curvePicture(row: Row, curve: Curve): string {
  const lines = SERVER_IDS.flatMap((server): readonly Line[] => {
    const points = curve.points.flatMap(
      ({ at, figure }): readonly (readonly [number, number])[] => {
        const values = valuesOf(row, server, figure)
        return values === undefined ? [] : [[at, median(values)]]
      },
    )
    return points.length === 0 ? [] : [{ server, points }]
  })
  const all = lines.flatMap(({ points }) => points)
  const x = axis(
    all.map(([at]) => at),
    LEFT,
    WIDTH - RIGHT,
  )
  const y = axis(
    all.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
  )
  const unit = row.figures[0]?.unit ?? ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escape(curve.title)}</title>
${style()}
<text class="title" x="${LEFT}" y="24">${escape(curve.title)}</text>
${x.decades.map((at) => tick(x.place(at), HEIGHT - BOTTOM + 20, 'middle', at.toLocaleString('en-US'))).join('\n')}
${y.decades.map((value) => `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.place(value)}" y2="${y.place(value)}"/>\n${tick(LEFT - 8, y.place(value) + 4, 'end', `${value.toLocaleString('en-US')} ${unit}`)}`).join('\n')}
${tick((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'middle', curve.across)}
${lines.map((line) => drawn(line, x.place, y.place)).join('\n')}
${labels(lines, y.place)}
</svg>
`
}

function style(): string {
  const colours = (theme: 'light' | 'dark') =>
    SERVER_IDS.map((id) => `.${id} { --colour: ${styles[id][theme]} }`).join(' ')
  return `<style>
text { font: 13px system-ui, sans-serif; fill: #374151 } .title { font-weight: 600; font-size: 15px }
.grid { stroke: #d1d5db } .line { fill: none; stroke: var(--colour); stroke-width: 2 } .point, .name { fill: var(--colour) }
${colours('light')}
@media (prefers-color-scheme: dark) { text { fill: #d1d5db } .grid { stroke: #374151 } ${colours('dark')} .name { fill: var(--colour) } }
</style>`
}

/** A logarithmic axis over whole decades. */
function axis(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  return {
    decades: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    place: (value: number) =>
      Math.round(from + ((Math.log10(value) - low) / (high - low)) * (to - from)),
  }
}

type Place = (value: number) => number

function drawn({ server, points }: Line, x: Place, y: Place): string {
  const path = points.map(([at, value]) => `${x(at)},${y(value)}`)
  const dots = points.map(
    ([at, value]) => `<circle class="point" cx="${x(at)}" cy="${y(value)}" r="3"/>`,
  )
  const line = `<polyline class="line" stroke-dasharray="${styles[server].dashes}" points="${path.join(' ')}"/>`
  return `<g class="${server}">${line}${dots.join('')}</g>`
}

/** The servers' names where their lines end, pushed apart. */
function labels(lines: readonly Line[], y: Place): string {
  const ends = lines
    .map(({ server, points }) => ({ server, at: y(points.at(-1)?.[1] ?? 1) }))
    .toSorted((one, other) => one.at - other.at)
  let free = 0
  return ends
    .map(({ server, at }) => {
      const place = Math.max(at + 4, free)
      free = place + LABEL_HEIGHT
      return `<text class="name ${server}" x="${WIDTH - RIGHT + 10}" y="${place}">${serverWords[server]}</text>`
    })
    .join('\n')
}

function tick(x: number, y: number, anchor: string, text: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(text)}</text>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
