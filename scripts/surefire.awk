# Reads Surefire's XML reports. Prints "passed failed skipped" on the first line, then for each test that
# failed its name and, indented, what it said.

function attribute(line, name,    start, rest) {
  start = index(line, " " name "=\"")
  if (start == 0) return ""
  rest = substr(line, start + length(name) + 3)
  return substr(rest, 1, index(rest, "\"") - 1)
}

function plain(text) {
  gsub(/&#1[03];/, "\n", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;/, "'", text)
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&amp;/, "\\&", text)
  return text
}

# The first lines of a message, indented.
function excerpt(text,    lines, count, i, shown) {
  count = split(plain(text), lines, "\n")
  for (i = 1; i <= count && shown < 6; i++)
    if (lines[i] != "") {
      failures = failures "      " substr(lines[i], 1, 300) "\n"
      shown++
    }
}

# What a test printed may look like anything.
/<system-(out|err)>/ { output = 1 }
/<\/system-(out|err)>/ { output = 0; next }
output { next }

/<testsuite / {
  failed += attribute($0, "failures") + attribute($0, "errors")
  skipped += attribute($0, "skipped")
  passed += attribute($0, "tests") - attribute($0, "failures") - attribute($0, "errors") - attribute($0, "skipped")
}
/<testcase / { test = plain(attribute($0, "classname")) " " plain(attribute($0, "name")) }
/<(failure|error)[ >]/ {
  failures = failures "  " test "\n"
  excerpt(attribute($0, "message") == "" ? attribute($0, "type") : attribute($0, "message"))
}

END { printf "%d %d %d\n%s", passed, failed, skipped, failures }
