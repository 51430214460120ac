# Completion of partikel's command line in bash: `make install` puts it where bash-completion looks; or `. partikel.bash`.
# What there is to complete is asked of the program's own --help, so it cannot fall behind.

# An option's name, what stands for its value (FILE, NAME …), and the names that --help lists as values.
_partikel() {
  local command=$1 current=$2 before=$3 line section= option value wanted= names=
  local -a options=()
  if [[ $current == = ]]; then current=; fi # bash takes --format=csv for three words
  if [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; elif [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then before=${COMP_WORDS[COMP_CWORD - 1]}; fi
  while IFS= read -r line; do
    if [[ $line =~ ^[A-Z][a-z]+$ ]]; then
      section=$line
    elif [[ $line =~ ^\ {2,6}((-[A-Za-z]),\ )?(--[a-z-]+)(\ ([A-Z][A-Z/]*))?(\ |$) ]]; then
      option=${BASH_REMATCH[3]} value=${BASH_REMATCH[5]}
      options+=("$option" ${BASH_REMATCH[2]})
      [[ $before != "$option" && $before != "${BASH_REMATCH[2]:-none}" ]] || wanted=$value
    elif [[ $before == --show && $option == --show ]]; then # its values stand in the line behind it
      line=${line//,/ }
      names=${line/ or / } option=
    elif [[ $section == Formats && $before == --format && $line =~ ^\ {2}([a-z]+)\ \  ]]; then
      names+=" ${BASH_REMATCH[1]}"
    elif [[ $section == Formats && $line == *" $before: "* ]]; then
      names+=" ${line#*: }"
    fi
  done <<<"$("$command" --help 2>/dev/null)"

  local IFS=$' \t\n'
  if [[ $names ]]; then COMPREPLY=($(compgen -W "$names" -- "$current"))
  elif [[ $wanted == DIR ]]; then compopt -o dirnames +o default 2>/dev/null
  elif [[ $wanted && $wanted != FILE && $wanted != LIST ]]; then compopt +o default 2>/dev/null # numbers and dates: nothing, and no files
  elif [[ ! $wanted && $current == -* ]]; then COMPREPLY=($(compgen -W "${options[*]}" -- "$current"))
  fi
} && complete -o default -F _partikel partikel # no answer: files
