# SPDX-License-Identifier: Apache-2.0
# Completion of chokepoint for bash (docs/install.md). It knows no verb and no option: it asks the program.

_chokepoint() {
  local program line rest word unquoted quote='' files candidate cut i
  COMPREPLY=()
  program=$(type -P -- "$1") || return 0
  # Words as they were typed: bash breaks them at '=' and ':', too.
  line=${COMP_LINE:0:COMP_POINT}
  rest=$line
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((i == 0)) || [[ $rest == [[:space:]]* || ${#words[@]} -eq 0 ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=('')
    fi
    ((i == COMP_CWORD)) && word=$rest
    words[-1]+=$word
    rest=${rest#"$word"}
  done
  word=${words[-1]}
  unquoted=$word
  case $word in
    [\'\"]*) quote=${word:0:1} unquoted=${word:1} ;;
  esac
  # What holds an expansion or an escape is left to the shell, which completes it as a file.
  case $unquoted in
    *[\\\$\`\'\"~]*) return 0 ;;
  esac
  # Words before it: quotes around a whole word are taken off, nothing is expanded.
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    case ${words[i]} in
      \'*\' | \"*\") words[i]=${words[i]:1:-1} ;;
    esac
  done
  words[-1]=$unquoted
  local -a lines=()
  mapfile -t lines < <("$program" --complete "${words[@]:1}" 2>/dev/null)
  ((${#lines[@]})) || return 0
  files=${lines[0]}
  # What readline replaces begins behind the last '=' or ':' of a word without quotes.
  cut=''
  if [[ -z $quote ]]; then
    case $COMP_WORDBREAKS in *=*) [[ $unquoted == *=* ]] && cut=${unquoted%"${unquoted##*=}"} ;; esac
    case $COMP_WORDBREAKS in *:*) [[ ${unquoted#"$cut"} == *:* ]] && cut=${unquoted%"${unquoted##*:}"} ;; esac
  fi
  for candidate in "${lines[@]:1}"; do
    candidate=${candidate%%$'\t'*}
    case $candidate in
      *[=\(,]) compopt -o nospace ;;
    esac
    COMPREPLY+=("${candidate#"$cut"}")
  done
  case $files in
    none)
      # As it stands, no part of a candidate is the shell's; names of files are quoted by `filenames`.
      if [[ -z $quote ]]; then
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do printf -v 'COMPREPLY[i]' %q "${COMPREPLY[i]}"; done
      fi
      compopt +o default +o bashdefault
      ;;
    *)
      compopt -o filenames
      while IFS= read -r candidate; do
        [[ -d $candidate || $files == files || ($files == scenarios && $candidate == *.@(yaml|yml|csv)) ]] || continue
        COMPREPLY+=("$candidate")
      done < <(compgen -f -- "${unquoted#"$cut"}")
      ;;
  esac
}

complete -o bashdefault -o default -F _chokepoint chokepoint
