import type { Simulation } from './simulation.ts'
import { tokensIn } from './content.ts'

/** The operator stops the server, puts an older copy of its disk in the place of what is there, and starts it again. */
export async function restoreBackup(simulation: Simulation): Promise<void> {
  const { world, machine, durable, book, backups, plan } = simulation
  if (backups.length === 0) return
  world.fault('backup: restored')
  machine.crash('kill')
  machine.disk.restore(world.random.pick(backups))
  durable.forget()
  for (const document of plan.documents) {
    const doc = await durable.read(document)
    book.excuse(document, new Set(doc ? tokensIn(doc).counts.keys() : []))
  }
}
