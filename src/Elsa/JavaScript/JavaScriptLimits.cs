using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Elsa.Expressions.JavaScript;

/// <summary>What a script may use up. The interpreter checks between statements; functions that build much in one go are measured before they run.</summary>
internal static class JavaScriptLimits
{
    public static readonly TimeSpan Regex = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);
    private const int Statements = 200_000;
    private const long Memory = 64 * 1024 * 1024;
    private const int Recursion = 128;
    private const uint ArraySize = 100_000;
    private const long Text = 4 * 1024 * 1024;

    // Binary buffers are made in one piece, whatever the limits say; no script needs them.
    private static readonly string[] Removed =
    [
        "ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
        "Uint32Array", "BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array", "Float64Array", "FinalizationRegistry", "WeakRef", "ShadowRealm",
    ];

    public static Engine CreateEngine(CancellationToken cancellationToken)
    {
        var engine = new Engine(options =>
        {
            options.TimeoutInterval(Time);
            options.MaxStatements(Statements);
            options.LimitMemory(Memory);
            options.LimitRecursion(Recursion);
            options.RegexTimeoutInterval(Regex);
            options.MaxArraySize(ArraySize);
            options.DisableStringCompilation();
            if (cancellationToken.CanBeCanceled)
                options.CancellationToken(cancellationToken);
        });
        foreach (var name in Removed)
            engine.Global.Delete(name);
        Measure(engine);
        return engine;
    }

    private static void Measure(Engine engine)
    {
        var text = ((ObjectInstance)engine.GetValue("String")).PrototypeObject();
        Guard(engine, text, "repeat", (self, args) => LengthOf(self) * CountOf(args.At(0)));
        Guard(engine, text, "padStart", (_, args) => CountOf(args.At(0)));
        Guard(engine, text, "padEnd", (_, args) => CountOf(args.At(0)));
        Guard(engine, text, "replace", (self, args) => (LengthOf(self) + 1) * Math.Max(1, LengthOf(args.At(1))));
        Guard(engine, text, "replaceAll", (self, args) => (LengthOf(self) + 1) * Math.Max(1, LengthOf(args.At(1))));
        Guard(engine, text, "concat", (self, args) => args.Sum(LengthOf) + LengthOf(self));
        var list = ((ObjectInstance)engine.GetValue("Array")).PrototypeObject();
        Guard(engine, list, "join", (self, args) => SizeOfJoin(self, args.At(0).IsUndefined() ? 1 : LengthOf(args.At(0))));
        foreach (var name in new[] { "fill", "concat", "map", "filter", "reverse", "sort", "indexOf", "lastIndexOf", "includes", "forEach", "reduce", "toString", "copyWithin", "splice", "slice", "shift", "unshift", "every", "some", "find", "findIndex" })
            Guard(engine, list, name, (self, _) => CountOf((self as ObjectInstance)?.Get("length") ?? JsValue.Undefined) > ArraySize ? long.MaxValue : 0);
        Guard(engine, (ObjectInstance)engine.GetValue("Array"), "from", (_, args) => CountOf((args.At(0) as ObjectInstance)?.Get("length") ?? JsValue.Undefined) > ArraySize ? long.MaxValue : 0);
        Guard(engine, (ObjectInstance)engine.GetValue("JSON"), "stringify", (_, args) => SizeOf(args.At(0), 0, Text) + 10 * 1000);
    }

    private static void Guard(Engine engine, ObjectInstance owner, string name, Func<JsValue, JsValue[], double> size)
    {
        if (owner.Get(name) is not Function original)
            return;
        var guarded = new ClrFunction(engine, name, (self, arguments) =>
        {
            if (size(self, arguments) > Text)
                throw new JavaScriptLimitException($"The script was stopped: '{name}' would make more than {Text / 1024 / 1024} million characters.");
            return original.Call(self, arguments);
        });
        owner.FastSetProperty(name, new PropertyDescriptor(guarded, PropertyFlag.Writable | PropertyFlag.Configurable));
    }

    private static double SizeOfJoin(JsValue self, double separator)
    {
        if (self is not ObjectInstance items)
            return 0;
        var count = CountOf(items.Get("length"));
        return count > ArraySize ? double.MaxValue : count * separator + (items is JsArray array ? SizeOf(array, 0, Text) : 0);
    }

    // Stops as soon as the limit is passed; what is referred to twice counts twice, because it is written twice.
    private static double SizeOf(JsValue value, int depth, double limit)
    {
        if (value is JsString text)
            return text.Length;
        if (value is not ObjectInstance map || value is Function || depth > 64)
            return 16;
        double size = 2;
        foreach (var (key, property) in map.GetOwnProperties())
        {
            size += key.ToString().Length + 4 + SizeOf(property.Value ?? JsValue.Undefined, depth + 1, limit - size);
            if (size > limit)
                break;
        }

        return size;
    }

    private static double LengthOf(JsValue value) => value is JsString text ? text.Length : value is JsArray array ? SizeOf(array, 0, Text) : 32;

    private static double CountOf(JsValue value) => value.IsNumber() ? Math.Max(0, value.AsNumber()) : value is JsString text && double.TryParse(text.ToString(), out var number) ? number : 0;

    private static ObjectInstance PrototypeObject(this ObjectInstance constructor) => (ObjectInstance)constructor.Get("prototype");
}

/// <summary>A script went beyond its limits.</summary>
internal sealed class JavaScriptLimitException(string message) : Exception(message);
