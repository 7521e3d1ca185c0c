using System.Collections.Concurrent;
using Acornima.Ast;
using Jint;
using Script = Acornima.Ast.Script;

namespace Elsa.Expressions.JavaScript;

/// <summary>A parsed script and the names that it uses, so that only what it uses is put into its engine.</summary>
internal sealed class PreparedScript
{
    private PreparedScript(Prepared<Script> program, HashSet<string> names)
    {
        Program = program;
        Names = names;
    }

    public Prepared<Script> Program { get; }

    public HashSet<string> Names { get; }

    public static PreparedScript Parse(string text)
    {
        var program = Engine.PrepareScript(text, options: Options);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in program.Program!.DescendantNodesAndSelf())
            if (node is Identifier identifier)
                names.Add(identifier.Name);
        return new PreparedScript(program, names);
    }

    private static readonly ScriptPreparationOptions Options = new()
    {
        ParsingOptions = ScriptParsingOptions.Default with { AllowReturnOutsideFunction = true, Tolerant = false, RegexTimeout = JavaScriptLimits.Regex },
    };
}

/// <summary>Parsed scripts by their text. Definitions bring a few hundred; somebody who makes up texts without end only empties the cache.</summary>
internal sealed class ScriptCache
{
    private const int Capacity = 2_000;
    private readonly ConcurrentDictionary<string, PreparedScript> _scripts = new(StringComparer.Ordinal);

    public PreparedScript Get(string text)
    {
        if (_scripts.TryGetValue(text, out var script))
            return script;
        script = PreparedScript.Parse(text);
        if (_scripts.Count >= Capacity)
            _scripts.Clear();
        return _scripts[text] = script;
    }
}
