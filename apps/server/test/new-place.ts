import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const places: string[] = []
// Tests of a file may share one.
afterAll(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true })
})

/** An empty folder, until the tests of this file have ended. */
export async function newPlace(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'weft-world-'))
  places.push(place)
  return place
}
