/** Scripts that make a shell ask `probestorm __complete` what may come next. */

/** The word that asks for candidates: a line each, what it means behind a tab, or `:files`. */
export const completeWord = '__complete'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

const bash = `# probestorm in bash: source <(probestorm completion bash)
_probestorm() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line
  local -a found=()
  while IFS= read -r line; do
    found+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" ${completeWord} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "\${found[0]-}" = :files ]; then
    compopt -o default 2>/dev/null
    COMPREPLY=()
  else
    COMPREPLY=("\${found[@]}")
  fi
}
complete -F _probestorm probestorm
`

const zsh = `#compdef probestorm
# probestorm in zsh: source <(probestorm completion zsh)
_probestorm() {
  local line
  local -a found shown
  for line in "\${(@f)$(\${words[1]} ${completeWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    if [[ $line == :files ]]; then
      _files
      return
    fi
    found+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  compadd -l -d shown -a found
}
compdef _probestorm probestorm
`

const fish = `# probestorm in fish: probestorm completion fish | source
function __probestorm_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found ($words[1] ${completeWord} $words[2..-1] "$current" 2>/dev/null)
  if test "$found[1]" = ":files"
    __fish_complete_path "$current"
  else
    printf '%s\\n' $found
  end
end
complete -c probestorm -f -a '(__probestorm_complete)'
`

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish }
