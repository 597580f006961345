import type { Simulation } from './simulation.ts'
import { tokensIn } from './content.ts'

/** The operator stops the server, puts an older copy of its disk in the place of what is there, and starts it again. */
export async function restoreBackup(simulation: Simulation): Promise<void> {
  const { world, machine, durable, book, backups, plan } = simulation
  if (backups.length === 0) return
  world.fault('backup: restored')
  machine.crash('kill')
  await noteReplacement(simulation, plan.documents)
  const backup = world.random.pick(backups)
  machine.disk.restore(backup.rows)
  durable.forget()
  for (const document of plan.documents) {
    const doc = await durable.read(document)
    book.excuse(document, new Set(doc ? tokensIn(doc).counts.keys() : []), backup.savedRemovals)
  }
}

/** Notes for whom word may still be on its way that what is now replaced was saved. */
export async function noteReplacement(
  { durable, participants }: Simulation,
  documents: readonly string[],
): Promise<void> {
  for (const document of documents) {
    const doc = await durable.read(document)
    if (!doc) continue
    for (const participant of participants) {
      if (participant.document === document) participant.replaced(doc)
    }
  }
}
