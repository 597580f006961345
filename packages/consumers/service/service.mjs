// `npm run service`: the unit of systemd under a real systemd, as root: it starts hardened, reads a password and a certificate,
// reloads, saves, comes back after a kill, does not try for ever what cannot be, and stops in order. systemd runs in a small
// Debian of its own, in systemd-nspawn, so that nothing of this machine is touched.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { build } from '../../tooling/build.mjs'
import { packCommand } from '../../tooling/pack-command.mjs'
import { expect, say, until } from '../checks.mjs'
import { requirePrograms } from '../programs.mjs'
import { Machine } from './machine.mjs'

const PASSWORD = 'correct-horse-battery-staple'
/** A group that may read the certificate's key, and its number, which no package has. */
const GROUP = { name: 'weft-tls', id: 7001 }

requirePrograms('mmdebstrap', 'systemd-nspawn', 'nsenter', 'openssl')
if (!build(['weft', '@weft/editor', '@weft/provider', '@weft/testkit'])) process.exit(1)
// Only now they can be imported.
const { freePort } = await import('@weft/testkit')
const { read, write } = await import('../people.mjs')

const files = mkdtempSync(join(tmpdir(), 'weft-service-'))
const machine = new Machine()
try {
  machine.install(await packCommand(files))
  const port = await freePort()
  configure(port)
  await machine.boot()
  machine.run('systemd-sysusers')
  await tryOut(port)
} finally {
  await machine[Symbol.asyncDispose]()
  rmSync(files, { recursive: true, force: true })
}

function configure(port) {
  machine.write('/etc/weft/environment', `WEFT_PORT=${port}\nWEFT_EDITOR=1\n`)
  machine.write('/etc/weft/password', `${PASSWORD}\n`, 0o600)
  machine.write(
    '/etc/systemd/system/weft.service.d/secrets.conf',
    `[Service]
LoadCredential=password:/etc/weft/password
Environment=WEFT_PASSWORD_FILE=%d/password
Environment=WEFT_TLS_CERT=/etc/weft/cert.pem WEFT_TLS_KEY=/etc/weft/key.pem
SupplementaryGroups=${GROUP.name}
`,
  )
  machine.write('/etc/sysusers.d/weft-tls.conf', `g ${GROUP.name} ${GROUP.id}\n`)
  putCertificate()
}

/** Another certificate in the place of the last one; its key is for root and the group. */
function putCertificate() {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const out = ['-days', '30', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'cert.pem']
  execFileSync('openssl', [...args, ...out], { cwd: files, stdio: 'pipe' })
  machine.write('/etc/weft/cert.pem', readFileSync(join(files, 'cert.pem')))
  machine.write('/etc/weft/key.pem', readFileSync(join(files, 'key.pem')), 0o600)
  machine.own('/etc/weft/key.pem', GROUP.id)
}

async function tryOut(port) {
  const url = `wss://127.0.0.1:${port}`
  const weft = (property) => machine.show('weft', property)
  const healthy = () =>
    until(
      () => machine.attempt(...health(port)).status === 0,
      () => `It does not get healthy:\n${machine.journal('weft')}`,
    )

  machine.run('systemctl', 'start', 'weft')
  await healthy()
  say(`starts under systemd, hardened: ${weft('MainPID') > 0}`)
  await write(url, PASSWORD, 'kept')
  say('saves, for whoever knows the password that systemd hands it')
  expect(
    'its administrators can ask as root',
    machine.run('weft', 'documents', '--data=/var/lib/weft').includes(' notes'),
    true,
  )

  const before = await fingerprint(port)
  putCertificate()
  machine.run('systemctl', 'reload', 'weft')
  await until(
    async () => (await fingerprint(port)) !== before,
    () => `It goes on with the old certificate:\n${machine.journal('weft')}`,
  )
  say('reads its certificate anew when it is reloaded')

  machine.run('systemctl', 'kill', '--signal=KILL', 'weft')
  await until(
    () => weft('NRestarts') === '1' && machine.attempt(...health(port)).status === 0,
    () => `It is not started again:\n${machine.journal('weft')}`,
  )
  expect('after it was killed it is there again, with', await read(url, PASSWORD), 'kept')

  machine.run('systemctl', 'restart', 'weft')
  await healthy()
  expect('after a restart it has', await read(url, PASSWORD), 'kept')
  machine.run('systemctl', 'stop', 'weft')
  expect('stops with', weft('ExecMainStatus'), '0')
  expect('so that systemd says', weft('Result'), 'success')

  await givesUp('With a setting that does not exist', '2', 'Cannot use WEFT_PROT', () =>
    machine.write('/etc/weft/environment', `WEFT_PROT=${port}\n`),
  )
  await givesUp('with a certificate that is not there', '78', 'Cannot use the certificate', () =>
    machine.write('/etc/weft/environment', `WEFT_PORT=${port}\nWEFT_TLS_CERT=/etc/weft/none.pem\n`),
  )
  await givesUp('with a data folder of a newer version', '65', 'it has format 1000', () => {
    machine.write('/etc/weft/environment', `WEFT_PORT=${port}\n`)
    const sentinel = '/var/lib/private/weft/weft.json'
    machine.write(sentinel, machine.run('cat', sentinel).replace(/"format": \d+/, '"format": 1000'))
  })
  console.log('The unit is as it should be.')
}

/** After a change the service does not start, is not started again, and says why. */
async function givesUp(how, exitCode, words, change) {
  change()
  machine.attempt('systemctl', 'start', 'weft')
  await until(
    () => machine.show('weft', 'ActiveState') === 'failed',
    () => `It does not fail:\n${machine.journal('weft')}`,
  )
  expect(`${how} it ends with`, machine.show('weft', 'ExecMainStatus'), exitCode)
  expect('and is tried again', machine.show('weft', 'NRestarts'), '0')
  expect(`saying "${words}"`, machine.journal('weft').includes(words), true)
  machine.run('systemctl', 'reset-failed', 'weft')
}

function health(port) {
  return ['weft', 'health', `--port=${port}`, '--tls-cert=/etc/weft/cert.pem']
}

async function fingerprint(port) {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}
