import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentNameFromPath } from '@weft/protocol'
import { MemoryStorage } from '@weft/storage'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CatalogueDatabase } from '../../catalogue/catalogue-database.ts'
import { Deletions } from '../../catalogue/deletions.ts'
import { openCatalogue } from '../../catalogue/open-catalogue.ts'
import { actionRoutes } from './action-routes.ts'

test.each([
  ['DELETE', '/api/documents/:document', 'is deleted', true],
  ['POST', '/api/documents/:document/restore', 'is restored', false],
] as const)(
  'what a %s of %s could not write is told as it is, and it can be tried again',
  async (method, path, words, deletes) => {
    const data = await mkdtemp(join(tmpdir(), 'weft-actions-'))
    const catalogue = await openCatalogue(data, 0, () => undefined)
    onTestFinished(async () => {
      await catalogue.close()
      await rm(data, { recursive: true })
    })
    const storage = new MemoryStorage()
    await storage.create('plan', 'epoch', 1)
    const deletions = new Deletions(catalogue)
    if (!deletes) await deletions.mark('plan', Date.now())
    const routes = actionRoutes({
      storage,
      library: { deletions, keepDeletedMs: 60_000 },
      server: {
        state: 'open',
        unload: async () => false,
        reauthorize: async () => undefined,
        inspectPeers: () => [],
        disconnect: () => false,
        disconnectUser: () => 0,
        drain: () => undefined,
      },
      readOnly: { set: async () => undefined },
      reauthorize: async () => undefined,
      care: { remove: async function* () {} },
    })
    const route = routes.find((each) => each.method === method && each.path === path)
    const parsed = documentNameFromPath('plan')
    if (!route || !parsed.ok) throw new Error('There is no such route')
    const ask = async () =>
      route.answer({
        document: parsed.name,
        query: new URLSearchParams(),
        body: (async function* () {})(),
        signal: new AbortController().signal,
      })

    const writing = vi.spyOn(CatalogueDatabase.prototype, 'write')
    onTestFinished(() => writing.mockRestore())
    writing.mockRejectedValueOnce(new Error('EIO: no'))
    await expect(ask()).rejects.toMatchObject({
      status: 500,
      message: `Whether "plan" ${words} after a restart is not known: EIO: no. Set that right and try again.`,
    })
    expect(deletions.of('plan') !== undefined).toBe(!deletes)
    await ask()
    expect(deletions.of('plan') !== undefined).toBe(deletes)
  },
)
