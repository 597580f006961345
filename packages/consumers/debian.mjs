import { execFileSync } from 'node:child_process'

/** Makes an empty Debian, as a tarball or a folder, with these packages. Takes a minute or two. */
export function debian(target, packages) {
  const leftOut = ['doc', 'man', 'locale'].map((name) => `path-exclude=/usr/share/${name}/*`)
  const options = ['--variant=essential', `--include=${packages.join(',')}`]
  for (const each of leftOut) options.push(`--dpkgopt=${each}`)
  execFileSync('mmdebstrap', ['--quiet', ...options, 'bookworm', target])
}
