/** When an alert must be there, as series over time, a value every 15 seconds (Prometheus writes `start+step x times`). */
export interface AlertCase {
  readonly alert: string
  readonly series: Readonly<Record<string, string>>
  /** A moment at which it is not there, and one at which it is. */
  readonly quietAt: string
  readonly firesAt: string
  /** Its labels beside the severity. */
  readonly labels?: Readonly<Record<string, string>>
  /** What stands for its value in the summary. */
  readonly value?: string
}

const of = (name: string, labels = ''): string =>
  `${name}{job="weft",instance="a"${labels && `,${labels}`}}`
const here = { job: 'weft', instance: 'a' }

/** All alerts, each with what sets it off. */
export const alertCases: readonly AlertCase[] = [
  {
    alert: 'WeftDown',
    series: { [of('up')]: '1x4 0x20' },
    quietAt: '1m',
    firesAt: '3m',
    labels: here,
  },
  {
    alert: 'WeftNotSaving',
    series: { [of('weft_saving')]: '1x4 0x20' },
    quietAt: '1m15s',
    firesAt: '2m',
    labels: here,
  },
  {
    alert: 'WeftUnsavedForLong',
    series: { [of('weft_unsaved_seconds')]: '0x4 60x20' },
    quietAt: '1m15s',
    firesAt: '2m',
    labels: here,
    value: '1m 0s',
  },
  {
    alert: 'WeftSavesSlowly',
    // Half of the edits take up to a second, and the others more than that.
    series: {
      [of('weft_saved_seconds_bucket', 'le="1"')]: '0+10x120',
      [of('weft_saved_seconds_bucket', 'le="2.5"')]: '0+20x120',
      [of('weft_saved_seconds_bucket', 'le="+Inf"')]: '0+20x120',
    },
    quietAt: '5m',
    firesAt: '20m',
    labels: { instance: 'a' },
  },
  {
    alert: 'WeftDiskFillsUp',
    series: { [of('weft_data_free_bytes')]: '4e9x4 1073741824x40' },
    quietAt: '2m',
    firesAt: '8m',
    labels: here,
    value: '1Gi',
  },
  {
    alert: 'WeftStorageErrors',
    series: { [of('weft_storage_errors_total', 'error="NO_SPACE"')]: '0x4 0+1x20' },
    quietAt: '1m',
    firesAt: '4m',
    labels: { instance: 'a', error: 'NO_SPACE' },
  },
  {
    alert: 'WeftDocumentDamaged',
    series: { [of('weft_documents_damaged_total')]: '0x4 1x20' },
    quietAt: '1m',
    firesAt: '4m',
    labels: here,
  },
  {
    alert: 'WeftBusy',
    series: { [of('nodejs_eventloop_lag_p99_seconds')]: '0.02x4 0.5x40' },
    quietAt: '4m',
    firesAt: '8m',
    labels: here,
    value: '500ms',
  },
  {
    alert: 'WeftRefusesMany',
    series: {
      [of('weft_closed_total', 'code="4401"')]: '0+100x120',
      [of('weft_closed_total', 'code="4403"')]: '0+100x120',
    },
    quietAt: '5m',
    firesAt: '20m',
    labels: { instance: 'a', code: '4403' },
  },
  {
    alert: 'WeftCannotAskWhoMayEnter',
    series: {
      [of('weft_authorize_seconds_count', 'mode="webhook",outcome="failed"')]: '0x4 0+1x40',
    },
    quietAt: '1m',
    firesAt: '8m',
    labels: { instance: 'a' },
  },
]
