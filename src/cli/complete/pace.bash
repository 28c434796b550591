# Completion of pace for bash: source <(pace completions bash)

_pace() {
    local IFS=$'\n'
    COMPREPLY=($("${COMP_WORDS[0]}" completing bash --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
    # After a folder, a function and a part of a name, more of the same word follows.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/.\(] ]]; then
        compopt -o nospace 2>/dev/null
    fi
    # A name with spaces in it is one word, unless it stands in quotes already.
    local at
    if [[ ${COMP_LINE:0:COMP_POINT} != *[\'\"]* ]]; then
        for at in "${!COMPREPLY[@]}"; do
            [[ ${COMPREPLY[at]} == *[[:space:]]* ]] && COMPREPLY[at]=$(printf '%q' "${COMPREPLY[at]}")
        done
    fi
}

complete -o bashdefault -o default -o nosort -F _pace pace 2>/dev/null || complete -o bashdefault -o default -F _pace pace
