#compdef pace
# Completion of pace for zsh: source <(pace completions zsh), after compinit

_pace() {
    local line text about
    local -a plain open shown_plain
    for line in "${(@f)$("${words[1]}" completing zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        [[ -z $line ]] && continue
        text=${line%%$'\t'*}
        about=${line#*$'\t'}
        [[ $about == "$line" ]] && about=
        if [[ $text == *[/.\(] ]]; then
            open+=("$text")
        else
            plain+=("$text")
            shown_plain+=("${text}${about:+  -- $about}")
        fi
    done
    if (( ${#plain} + ${#open} == 0 )); then
        _files
        return
    fi
    (( ${#plain} )) && compadd -V pace -l -d shown_plain -a plain
    # After a folder, a function and a part of a name, more of the same word follows.
    (( ${#open} )) && compadd -V more -S '' -a open
    return 0
}

if [[ $funcstack[1] == _pace ]]; then
    _pace "$@"
else
    compdef _pace pace
fi
