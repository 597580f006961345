import type { ServerStatus, WireTraffic } from '@weft/server'
import { Counter, Gauge, type Registry } from 'prom-client'

/** What there is at one moment, of the server and of what it keeps beside the documents. */
export interface Standing {
  readonly status: ServerStatus & WireTraffic
  readonly isSaving: boolean
  /** Space left on the disk of the data folder, in bytes; undefined where it cannot be had. */
  readonly freeBytes: number | undefined
  /** All pictures together, in bytes. */
  readonly imageBytes: number
  /** Entries of the catalogue. */
  readonly catalogueEntries: number
}

/** Makes the metrics of what there is at a moment. @returns What sets them. */
export function createStatusMetrics(registry: Registry): (standing: Standing) => void {
  const registers = [registry]
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const by = <Label extends string>(name: string, help: string, label: Label) => {
    const metric = new Gauge({ name, help, labelNames: [label], registers })
    return (values: Readonly<Record<string, number>>) => {
      for (const [value, count] of Object.entries(values)) metric.labels(value).set(count)
    }
  }
  const total = (name: string, help: string) => {
    const metric = new Counter({ name, help, registers })
    return (value: number) => {
      metric.reset()
      metric.inc(value)
    }
  }
  const connections = by(
    'weft_connections',
    'Open connections: `own` carry one document each, `shared` many.',
    'kind',
  )
  const sessions = by('weft_sessions', 'Sessions, by how far they are.', 'state')
  const rooms = by('weft_rooms', 'Documents in memory, by state.', 'state')
  const behind = gauge('weft_behind_peers', 'Peers that read too slowly and are left behind.')
  const unsent = gauge('weft_outbox_bytes', 'What was sent and has not left, in all.')
  const mostUnsent = gauge('weft_outbox_max_bytes', 'The same, for the connection with the most.')
  const unsaved = gauge('weft_unsaved_bytes', 'What was taken and is not on disk, in memory.')
  const lag = gauge('weft_unsaved_seconds', 'How long the oldest edit that is not on disk waits.')
  const saving = gauge('weft_saving', '1 while edits are saved, 0 while storage fails.')
  const state = by('weft_state', '1 for the state that the server is in.', 'state')
  const received = total('weft_received_bytes_total', 'Bytes received over WebSockets.')
  const sent = total('weft_sent_bytes_total', 'Bytes sent over WebSockets.')
  const free = gauge('weft_data_free_bytes', 'Space left on the disk of the data folder.')
  const images = gauge('weft_image_bytes', 'All pictures together.')
  const catalogue = gauge('weft_catalogue_entries', 'Entries of the catalogue: titles, deletions.')
  return ({ status, isSaving, freeBytes, imageBytes, catalogueEntries }) => {
    connections(status.connections)
    sessions(status.sessions)
    rooms(status.rooms)
    behind.set(status.behind)
    unsent.set(status.unsentBytes)
    mostUnsent.set(status.mostUnsentBytes)
    unsaved.set(status.unsavedBytes)
    lag.set(status.lagMs / 1000)
    saving.set(isSaving ? 1 : 0)
    state({ open: 0, draining: 0, closing: 0, [status.state]: 1 })
    received(status.receivedBytes)
    sent(status.sentBytes)
    free.set(freeBytes ?? Number.NaN)
    images.set(imageBytes)
    catalogue.set(catalogueEntries)
  }
}
