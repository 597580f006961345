import { cpus, release, totalmem, type } from 'node:os'

/** What a run was measured on. */
export interface Machine {
  readonly cores: number
  readonly model: string
  readonly memoryGib: number
  readonly system: string
  readonly node: string
}

export function thisMachine(): Machine {
  return {
    cores: cpus().length,
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().replace(/^(\d+\.\d+).*$/, '$1')}`,
    node: process.versions.node,
  }
}

export function machineLine({ cores, model, memoryGib, system, node }: Machine): string {
  return `${cores} × ${model}, ${memoryGib} GiB, ${system}, Node ${node}`
}
