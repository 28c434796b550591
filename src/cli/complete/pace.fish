# Completion of pace for fish: pace completions fish > ~/.config/fish/completions/pace.fish

function __pace_complete
    set -l words (commandline -opc)
    set -l found ($words[1] completing fish -- $words[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $found) -eq 0
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end

complete -c pace -e
complete -c pace -k -f -a '(__pace_complete)'
