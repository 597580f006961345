import { describe, expect, it } from 'vitest'
import { SimulatedDisk } from './simulated-disk.ts'

const rowOf = (byte: number) => ({ key: Uint8Array.of(byte), value: Uint8Array.of(byte) })
const isThere = (disk: SimulatedDisk, byte: number) =>
  disk.cached.get(Uint8Array.of(byte)) !== undefined

describe('a simulated disk', () => {
  it('lets processes read what was written, and keeps it through a power cut once it was synced', () => {
    const disk = new SimulatedDisk()
    disk.write([rowOf(1)])
    expect(isThere(disk, 1)).toBe(true)
    expect(disk.durable.size).toBe(0)
    disk.sync()
    expect(disk.durable.size).toBe(1)
    disk.cutPower(0)
    expect(isThere(disk, 1)).toBe(true)
  })

  it('keeps some of what was not synced, from the first batch on, and each batch in whole', () => {
    const disk = new SimulatedDisk()
    disk.write([rowOf(1)])
    disk.write([rowOf(2), rowOf(3)])
    disk.write([rowOf(4)])
    expect(disk.unsynced).toBe(3)
    disk.cutPower(2)
    expect([1, 2, 3, 4].map((byte) => isThere(disk, byte))).toEqual([true, true, true, false])
    expect(disk.unsynced).toBe(0)
  })

  it('tells by its version when what is durable has changed', () => {
    const disk = new SimulatedDisk()
    disk.write([rowOf(1)])
    const before = disk.version
    disk.sync()
    expect(disk.version).toBeGreaterThan(before)
    const synced = disk.version
    disk.sync()
    disk.cutPower(0)
    expect(disk.version).toBe(synced)
  })

  it('is what it was when an older copy of it is restored', () => {
    const disk = new SimulatedDisk()
    disk.write([rowOf(1)])
    disk.sync()
    const backup = disk.durable
    disk.write([rowOf(2)])
    disk.sync()
    disk.write([rowOf(3)])
    disk.restore(backup)
    expect([1, 2, 3].map((byte) => isThere(disk, byte))).toEqual([true, false, false])
    expect(disk.unsynced).toBe(0)
  })
})
