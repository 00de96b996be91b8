# SPDX-License-Identifier: Apache-2.0
# Completion of chokepoint for fish (docs/install.md). It knows no verb and no option: it asks the program.

function __chokepoint_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l word (commandline -ct | string unescape)
    set -l lines ($program --complete $words "$word" 2>/dev/null)
    set -l files $lines[1]
    set -e lines[1]
    string join -- \n $lines
    switch "$files"
        case scenarios
            __fish_complete_path "$word" | string match -r '^[^\t]*(?:/|\.ya?ml|\.csv)(?:\t.*)?$'
        case files
            __fish_complete_path "$word"
        case folders
            __fish_complete_directories "$word"
    end
end

complete -c chokepoint -f -a '(__chokepoint_complete)'
