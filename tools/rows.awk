# Joins rows, the first file, with the places that are marked with their ids in the others, and
# writes the table. A row is a block: its id on a line, its fields below, "  name: value". Lines that
# begin with "#! " in the file of rows are written above the table. A marker is a comment right above
# a test, a heading or an entry of a playbook, "Slack: A01, bug-1".
# Variables: marker, "Slack"; columns, the fields of a row that are shown; heads, the table's heads.
# A row has a test, or a field "reason".

function fault(file, line, text) {
    print file ":" line ": " text > "/dev/stderr"
    faults++
}

BEGIN {
    column_count = split(columns, column, " ")
    for (i = 1; i <= column_count; i++) known[column[i] ":"] = 1
    known["reason:"] = 1
}

# ---- Rows --------------------------------------------------------------------------------------

FILENAME == ARGV[1] && /^#!/ {
    intro = intro substr($0, 4) "\n"
    next
}

FILENAME == ARGV[1] && (/^#/ || /^$/) { next }

FILENAME == ARGV[1] && /^== / {
    heading = substr($0, 4)
    next
}

FILENAME == ARGV[1] && /^[^ ]/ {
    id = $0
    if (id in heading_of) fault(FILENAME, FNR, id " stands there twice")
    heading_of[id] = heading
    line_of[id] = FNR
    ids[++count] = id
    next
}

FILENAME == ARGV[1] {
    name = $1
    if (!(name in known)) fault(FILENAME, FNR, "a row has no field '" name "'")
    sub(/^ +[a-z]+: */, "")
    field[id, name] = $0
    next
}

# ---- Marked places -----------------------------------------------------------------------------

# At the end of a file.
function expect_nothing(file) {
    if (pending != "") fault(file, "end", "the marker stands above no test")
    pending = ""
}

# The name of the test, heading or entry that begins in this line, or "".
function place_name(line, quote, rest) {
    if (FILENAME ~ /\.md$/) {
        if (line !~ /^#+ /) return ""
        sub(/^#+ */, "", line)
        return line
    }
    if (FILENAME ~ /\.cfg$/) {
        gsub(/^ +|[ ;]+$/, "", line)
        return substr(line, 1, 60) (length(line) > 60 ? " …" : "")
    }
    if (line ~ /^Test\(/) {
        sub(/^Test\([^,]*, */, "", line)
        sub(/[,)].*/, "", line)
        return line
    }
    if (line !~ /^ *test\(['"`]/) return ""
    quote = substr(line, index(line, "(") + 1, 1)
    rest = substr(line, index(line, "(") + 2)
    sub(quote ",[^" quote "]*$", "", rest)
    return rest
}

function mark(ids_text, place, i, n, wanted) {
    n = split(ids_text, wanted, /, */)
    for (i = 1; i <= n; i++) {
        if (!(wanted[i] in heading_of)) fault(FILENAME, FNR - 1, "there is no row '" wanted[i] "'")
        if (FILENAME ~ /^tests\//) tested[wanted[i]] = 1
        places[wanted[i]] = places[wanted[i]] "<br>`" FILENAME "`: " place
    }
}

FNR == 1 { expect_nothing(previous) }
{ previous = FILENAME }

pending != "" {
    if (place_name($0) == "") fault(FILENAME, FNR - 1, "the marker stands above no test")
    else mark(pending, place_name($0))
    pending = ""
}

$0 ~ "^ *(/\\*|//|<!--) " marker ": " {
    pending = $0
    sub("^ *(/\\*|//|<!--) " marker ": *", "", pending)
    sub(/ *(\*\/|-->) *$/, "", pending)
}

# ---- The table ---------------------------------------------------------------------------------

function cell(text) {
    gsub(/\|/, "\\|", text)
    return text
}

function shown_by(id) {
    if (tested[id] && field[id, "reason:"] != "")
        fault(ARGV[1], line_of[id], id " has a reason for having no test, and a test")
    if (!tested[id] && field[id, "reason:"] == "")
        fault(ARGV[1], line_of[id], id " has neither a test nor a reason")
    if (!tested[id]) return "No test: " field[id, "reason:"] (id in places ? places[id] : "")
    return substr(places[id], 5)
}

function row_of(id, text, i) {
    text = "| " id " |"
    for (i = 1; i <= column_count; i++) {
        if (field[id, column[i] ":"] == "")
            fault(ARGV[1], line_of[id], id " lacks its '" column[i] ":'")
        text = text " " cell(field[id, column[i] ":"]) " |"
    }
    return text " " cell(shown_by(id)) " |"
}

END {
    expect_nothing(previous)
    printf "%s", intro
    rule = heads
    gsub(/[^|]+/, "---", rule)
    for (i = 1; i <= count; i++) {
        id = ids[i]
        if (heading_of[id] != last) print "\n## " heading_of[id] "\n\n" heads "\n" rule
        last = heading_of[id]
        print row_of(id)
    }
    exit faults > 0
}
