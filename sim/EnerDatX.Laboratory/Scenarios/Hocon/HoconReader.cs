using System.Text;

namespace EnerDatX.Laboratory.Scenarios.Hocon;

/// <summary>
/// Reads the part of HOCON (lightbend/config, HOCON.md) that scenarios use, strictly: sections, lists, numbers, words, quoted strings, comments,
/// dotted and quoted keys, <c>=</c>, <c>:</c> and <c>include "file"</c>. Whatever else there is (substitutions, <c>+=</c>, triple quotes, joined
/// values) is refused with its line, which Akka's reader cannot name. After a mistake it goes on in the next line.
/// </summary>
internal sealed class HoconReader(HoconReading reading, string file, string text)
{
    private const char End = '\0';
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>What an unquoted value cannot contain, because it means something in HOCON or may one day.</summary>
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";

    private int _at = text.StartsWith(ByteOrderMark) ? 1 : 0;
    private int _line = 1;

    private TextPlace Place => new(file, _line);

    private char Here => _at < text.Length ? text[_at] : End;

    private char Next => _at + 1 < text.Length ? text[_at + 1] : End;

    private bool IsAtEnd => _at >= text.Length;

    private bool IsAtComment => Here == '#' || (Here == '/' && Next == '/');

    public void ReadRoot(HoconSection root, int depth)
    {
        while (ReadEntries(root, depth))
        {
            reading.Refuse(Place, "", "this } closes nothing.");
            _at++;
        }
    }

    /// <summary>Entries up to a closing brace, before which it stops; false if the text ends first.</summary>
    private bool ReadEntries(HoconSection section, int depth)
    {
        for (SkipLines(); !IsAtEnd; SkipLines())
        {
            if (Here == '}')
            {
                return true;
            }

            if (!ReadEntry(section, depth) || !EndValue('}'))
            {
                SkipLine();
            }
        }

        return false;
    }

    private bool ReadEntry(HoconSection section, int depth)
    {
        var place = Place;
        if (!ReadKey(out var path))
        {
            return false;
        }

        SkipSpaces();
        if (path is ["include"] && Here is not ('=' or ':' or '{'))
        {
            return Here == '"' && ReadQuoted(out var name) && name.Length > 0
                ? reading.Include(section, place, name, depth)
                : reading.Refuse(place, "include", "an include is followed by the name of a file in quotes, such as include \"honest.conf\".");
        }

        if (depth + path.Count > HoconReading.MaxDepth)
        {
            return reading.Refuse(place, string.Join('.', path), $"sections are at most {HoconReading.MaxDepth} deep.");
        }

        return reading.MayCount(place) && ReadAssignment(section, path, place, depth + path.Count);
    }

    private bool ReadAssignment(HoconSection section, IReadOnlyList<string> path, TextPlace place, int depth)
    {
        if (Here is '=' or ':')
        {
            _at++;
            SkipSpaces();
        }
        else if (Here != '{')
        {
            return reading.Refuse(place, string.Join('.', path), "a key is followed by = and its value, or by { and the keys of a section.");
        }

        foreach (var name in path.SkipLast(1))
        {
            section = SectionIn(section, name, place);
        }

        if (Here == '{')
        {
            return ReadSection(SectionIn(section, path[^1], place), depth);
        }

        if (!ReadValue(place, string.Join('.', path), depth, out var value))
        {
            return false;
        }

        if (section.TryGet(path[^1], out var earlier) && earlier.Place.File == file)
        {
            return reading.Refuse(place, string.Join('.', path), $"this is said already in line {earlier.Place.Line}.");
        }

        section.Set(path[^1], value);
        return true;
    }

    private static HoconSection SectionIn(HoconSection section, string name, TextPlace place)
    {
        if (section.TryGet(name, out var node) && node is HoconSection known)
        {
            return known;
        }

        var created = new HoconSection(place);
        section.Set(name, created);
        return created;
    }

    private bool ReadSection(HoconSection section, int depth)
    {
        var opened = Place;
        _at++;
        if (!ReadEntries(section, depth))
        {
            return RefuseOpen(opened, "", "{");
        }

        _at++;
        return true;
    }

    private bool ReadValue(TextPlace place, string key, int depth, out HoconNode value)
    {
        value = new HoconScalar(place, "");
        if (Here == '[')
        {
            return ReadList(place, key, depth, out value);
        }

        var isRead = Here == '"' ? ReadQuoted(out var word) : ReadUnquoted(key, out word);
        value = new HoconScalar(place, word);
        return isRead;
    }

    private bool ReadList(TextPlace place, string key, int depth, out HoconNode list)
    {
        var items = new List<HoconNode>();
        list = new HoconList(place, items);
        if (depth >= HoconReading.MaxDepth)
        {
            return reading.Refuse(place, key, $"lists and sections are at most {HoconReading.MaxDepth} deep.");
        }

        _at++;
        for (SkipLines(); !IsAtEnd; SkipLines())
        {
            if (Here == ']')
            {
                _at++;
                return true;
            }

            if (!ReadItem($"{key}.{items.Count}", depth + 1, items) || !EndValue(']'))
            {
                SkipLine();
            }
        }

        return RefuseOpen(place, key, "[");
    }

    /// <summary>What was skipped after another mistake may have closed it.</summary>
    private bool RefuseOpen(TextPlace place, string key, string bracket) =>
        reading.Faults.Count == 0 && reading.Refuse(place, key, $"this {bracket} is never closed.");

    private bool ReadItem(string key, int depth, List<HoconNode> items)
    {
        var place = Place;
        if (!reading.MayCount(place))
        {
            return false;
        }

        if (Here == '{')
        {
            var section = new HoconSection(place);
            items.Add(section);
            return ReadSection(section, depth);
        }

        if (!ReadValue(place, key, depth, out var value))
        {
            return false;
        }

        items.Add(value);
        return true;
    }

    private bool ReadKey(out List<string> path)
    {
        path = [];
        do
        {
            _at += path.Count == 0 ? 0 : 1;
            string name;
            if (Here == '"')
            {
                if (!ReadQuoted(out name))
                {
                    return false;
                }
            }
            else
            {
                var from = _at;
                while (char.IsAsciiLetterOrDigit(Here) || Here is '-' or '_')
                {
                    _at++;
                }

                name = text[from.._at];
            }

            if (name.Length == 0)
            {
                return reading.Refuse(Place, "", $"a key was expected (letters, digits and dashes, or quotes) where {Shown()} stands.");
            }

            path.Add(name);
        }
        while (Here == '.');

        return true;
    }

    private bool ReadUnquoted(string key, out string word)
    {
        var from = _at;
        while (!IsAtEnd && Here is not ('\n' or '\r') && !IsAtComment && !Reserved.Contains(Here))
        {
            _at++;
        }

        word = text[from.._at].Trim();
        return word.Length > 0 || reading.Refuse(Place, key, $"a value was expected (a number, a word, \"text\", [ or {{) where {Shown()} stands.");
    }

    private bool ReadQuoted(out string word)
    {
        var built = new StringBuilder();
        word = "";
        if (text.AsSpan(_at).StartsWith("\"\"\""))
        {
            return reading.Refuse(Place, "", "text in triple quotes is not read; one pair of quotes, and no line break.");
        }

        for (_at++; Here != '"'; _at++)
        {
            if (IsAtEnd || char.IsControl(Here))
            {
                return reading.Refuse(Place, "", "these quotes are not closed in their line.");
            }

            if (Here == '\\')
            {
                _at++;
                if (Here is not ('"' or '\\'))
                {
                    return reading.Refuse(Place, "", "inside quotes a backslash stands before a quote or another backslash only.");
                }
            }

            built.Append(Here);
        }

        _at++;
        word = built.ToString();
        return true;
    }

    /// <summary>After a value comes a comma, the end of the line, or what closes the section or list.</summary>
    private bool EndValue(char close)
    {
        SkipSpaces();
        if (Here == ',')
        {
            _at++;
            return true;
        }

        return IsAtEnd || IsAtComment || Here is '\n' or '\r' || Here == close
            || reading.Refuse(Place, "", $"a comma or a new line was expected where {Shown()} stands.");
    }

    private string Shown() => IsAtEnd ? "the end" : Here is '\n' or '\r' ? "the end of the line" : Here.ToString();

    private void SkipSpaces()
    {
        while (Here is ' ' or '\t')
        {
            _at++;
        }
    }

    private void SkipLine()
    {
        while (!IsAtEnd && Here != '\n')
        {
            _at++;
        }
    }

    private void SkipLines()
    {
        for (; !IsAtEnd; _at++)
        {
            if (IsAtComment)
            {
                SkipLine();
            }

            if (Here == '\n')
            {
                _line++;
            }
            else if (Here is not (' ' or '\t' or '\r'))
            {
                return;
            }
        }
    }
}
