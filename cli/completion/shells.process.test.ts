/** The scripts in real shells: each is started, reads its script, and completes. A shell that is not installed is skipped. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandFile } from '../../tests/support/cli.ts'
import type { Shell } from './scripts.ts'

const test = suite('completion in shells')
const directory = mkdtempSync(join(tmpdir(), 'probestorm-completion-'))
test.after(() => rmSync(directory, { recursive: true, force: true }))

const program = join(directory, 'probestorm')
writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${commandFile()}' "$@"\n`)
chmodSync(program, 0o755)

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0
}

function outputOf(shell: string, script: string): string {
  const environment = { ...process.env, PATH: `${directory}:${process.env['PATH']}`, HOME: directory }
  const { stdout, stderr } = spawnSync(shell, ['-c', script], {
    cwd: directory,
    env: environment,
    encoding: 'utf8',
    timeout: 60_000,
  })
  assert.is(stderr, '')
  return stdout
}

/** Prints what follows `run --eng` and `run --engine `. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `source <(probestorm completion bash)
COMP_WORDS=(probestorm run --eng); COMP_CWORD=2; _probestorm; echo "\${COMPREPLY[@]}"
COMP_WORDS=(probestorm run --engine ''); COMP_CWORD=3; _probestorm; echo "\${COMPREPLY[@]}"
complete -p probestorm`,
  // A terminal of its own, in which the tab key is pressed.
  zsh: `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source <(probestorm completion zsh); print REA''DY'
zpty -r -m z out '*READY*'
zpty -w -n z $'probestorm run --eng\\t'
zpty -r -m z out '*--engine*' && print -r -- --engine
zpty -w -n z $'e\\t'
zpty -r -m z out '*exact*' && print -r -- exact
zpty -d z`,
  fish: `probestorm completion fish | source
complete -C 'probestorm run --eng'
complete -C 'probestorm run --engine '`,
}
const expected: Readonly<Record<Shell, RegExp>> = {
  bash: /^--engine\nquiet exact\ncomplete -F _probestorm probestorm\n$/,
  zsh: /^--engine\nexact\n$/,
  fish: /^--engine\tquiet skips[^\n]*\nexact\nquiet\n$|^--engine\tquiet skips[^\n]*\nquiet\nexact\n$/,
}

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  if (isInstalled(shell))
    test(`completes in ${shell}`, () => {
      assert.match(outputOf(shell, scripts[shell]), expected[shell])
    })
  else test.skip(`completes in ${shell}, which is not installed`, () => {})
}

test.run()
