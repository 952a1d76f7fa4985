# Joins the rows of docs/fidelity-rows.txt, the first file, with the marked tests in the others; see
# tools/fidelity.

function fault(file, line, text) {
    print file ":" line ": " text > "/dev/stderr"
    faults++
}

# ---- Rows --------------------------------------------------------------------------------------

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
    if (name !~ /^(slack|must|source|reason):$/) fault(FILENAME, FNR, "a row has no field '" name "'")
    sub(/^ +[a-z]+: */, "")
    field[id, name] = $0
    next
}

# ---- Tests -------------------------------------------------------------------------------------

# At the end of a file.
function expect_nothing(file) {
    if (pending != "") fault(file, "end", "the marker stands above no test")
    pending = ""
}

# The name of the test that begins in this line, or "".
function test_name(line, quote, rest) {
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

function mark(ids_text, test, i, n, wanted) {
    n = split(ids_text, wanted, /, */)
    for (i = 1; i <= n; i++) {
        if (!(wanted[i] in heading_of)) fault(FILENAME, FNR - 1, "there is no row '" wanted[i] "'")
        tests[wanted[i]] = tests[wanted[i]] "<br>`" FILENAME "`: " test
    }
}

FNR == 1 { expect_nothing(previous) }
{ previous = FILENAME }

pending != "" {
    if (test_name($0) == "") fault(FILENAME, FNR - 1, "the marker stands above no test")
    else mark(pending, test_name($0))
    pending = ""
}

/^ *(\/\*|\/\/) Slack: / {
    pending = $0
    sub(/^ *(\/\*|\/\/) Slack: */, "", pending)
    sub(/ *\*\/ *$/, "", pending)
}

# ---- The table ---------------------------------------------------------------------------------

function cell(text) {
    gsub(/\|/, "\\|", text)
    return text
}

function check(id, name) {
    if (field[id, name] == "") fault(ARGV[1], line_of[id], id " lacks its '" name "'")
}

function shown_by(id) {
    if (tests[id] != "" && field[id, "reason:"] != "")
        fault(ARGV[1], line_of[id], id " has a reason for having no test, and a test")
    if (tests[id] == "" && field[id, "reason:"] == "")
        fault(ARGV[1], line_of[id], id " has neither a test nor a reason")
    return tests[id] != "" ? substr(tests[id], 5) : "No test: " field[id, "reason:"]
}

END {
    expect_nothing(previous)
    print "# What Slack does, and which test shows that it is met\n"
    print "Written by `tools/fidelity` from `docs/fidelity-rows.txt` and from the comments `Slack: …`"
    print "above the tests; a test fails when it is out of date. Rows named sim and open are about the"
    print "local Slack, all others about incidentd."
    for (i = 1; i <= count; i++) {
        id = ids[i]
        if (heading_of[id] != last) {
            print "\n## " heading_of[id] "\n"
            print "| row | Slack … | what must be | source | shown by |"
            print "|---|---|---|---|---|"
        }
        last = heading_of[id]
        check(id, "slack:")
        check(id, "must:")
        check(id, "source:")
        print "| " id " | " cell(field[id, "slack:"]) " | " cell(field[id, "must:"]) " | " \
            cell(field[id, "source:"]) " | " cell(shown_by(id)) " |"
    }
    exit faults > 0
}
