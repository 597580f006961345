import { describe, expect, test } from 'vitest'
import { commandLine, installNeeds, planFor } from './test-needs.mjs'

const debian = { platform: 'linux', distribution: 'debian', hasApt: true }
const ubuntu = { platform: 'linux', distribution: 'ubuntu', hasApt: true }
const fedora = { platform: 'linux', distribution: 'fedora', hasApt: false }
const macos = { platform: 'darwin', distribution: undefined, hasApt: false }
const playwright = 'npx playwright install --with-deps chromium'

describe('what is missing', () => {
  test('is named in one command to copy, all of it', () => {
    expect(commandLine(planFor(['chromium', 'strace'], debian), false)).toBe(
      'sudo apt-get install -y --no-install-recommends chromium chromium-headless-shell strace',
    )
  })

  test('is named by its package, where that is called otherwise', () => {
    expect(planFor(['systemd-analyze'], debian).packages).toEqual(['systemd'])
    expect(planFor(['systemd-analyze'], macos).impossible).toEqual(['systemd-analyze'])
  })

  test('needs no sudo of somebody who is root', () => {
    expect(commandLine(planFor(['strace'], debian), true)).toBe(
      'apt-get install -y --no-install-recommends strace',
    )
  })

  test('is had in two ways where the browser is no package', () => {
    expect(commandLine(planFor(['chromium', 'strace'], ubuntu), false)).toBe(
      `sudo apt-get install -y --no-install-recommends strace && ${playwright}`,
    )
  })

  test('is said in words where we know no command', () => {
    const plan = planFor(['chromium', 'strace'], fedora)
    expect(commandLine(plan, false)).toBe(playwright)
    expect(plan.words).toEqual([expect.stringContaining('strace')])
  })

  test('is also what our configurations for proxies are run with', () => {
    expect(planFor(['openssl', 'nginx', 'haproxy'], debian).packages).toEqual([
      'openssl',
      'nginx-light',
      'haproxy',
    ])
    expect(planFor(['nginx'], macos).words).toEqual([expect.stringContaining('nginx')])
  })

  test('may exist nowhere for the system: then only the rest can be had', () => {
    const plan = planFor(['chromium', 'strace'], macos)
    expect(plan.impossible).toEqual(['strace'])
    expect(plan.words).toEqual([])
    expect(commandLine(plan, false)).toBe(playwright)
  })

  test('is nothing when nothing is', () => {
    const plan = planFor([], debian)
    expect(plan).toEqual({ packages: [], commands: [], words: [], impossible: [] })
    expect(commandLine(plan, false)).toBe('')
  })
})

test('installing updates the lists first, and then takes all packages at once', () => {
  const run = []
  installNeeds(planFor(['chromium', 'strace'], debian), (command) => run.push(command.join(' ')))
  expect(run).toEqual([
    'apt-get update -q',
    'apt-get install -y --no-install-recommends chromium chromium-headless-shell strace',
  ])
})

test('installing without packages leaves apt alone', () => {
  const run = []
  installNeeds(planFor(['chromium'], fedora), (command) => run.push(command.join(' ')))
  expect(run).toEqual([playwright])
})
