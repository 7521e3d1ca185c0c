using SkiaSharp;

namespace ProcessSales.Workflows.Attachments;

/// <summary>Draws pictures anew, which drops positions, hidden data and whatever else rode along. Safe for concurrent use.</summary>
public sealed class Pictures : IDisposable
{
    private const long MostPixels = 50_000_000;
    private const int LongestSide = 2600;
    private readonly SemaphoreSlim drawing = new(1, 1);

    /// <summary>The picture alone, upright and of a sensible size.</summary>
    /// <param name="bytes">A JPEG or PNG file.</param>
    /// <param name="type">Its content type, which stays the same.</param>
    /// <param name="cancellationToken">Stops while it waits for its turn.</param>
    /// <exception cref="RefusedException">It is damaged or has too many pixels.</exception>
    public async Task<byte[]> RedrawAsync(byte[] bytes, string type, CancellationToken cancellationToken)
    {
        // A large photo takes some 400 MB while it is drawn, so one at a time.
        await drawing.WaitAsync(cancellationToken);
        try
        {
            return Redraw(bytes, type);
        }
        finally
        {
            drawing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => drawing.Dispose();

    private static byte[] Redraw(byte[] bytes, string type)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw Refuse("file.damaged");
        if ((long)codec.Info.Width * codec.Info.Height > MostPixels) throw Refuse("file.tooManyPixels", MostPixels / 1_000_000);
        using var picture = SKBitmap.Decode(codec) ?? throw Refuse("file.damaged");
        using var upright = Upright(picture, codec.EncodedOrigin);
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(upright.Width, upright.Height));
        using var resized = scale < 1f
            ? upright.Resize(new SKImageInfo((int)(upright.Width * scale), (int)(upright.Height * scale)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear))
            : null;
        using var image = SKImage.FromBitmap(resized ?? upright);
        using var encoded = image.Encode(type == "image/png" ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 85);
        return encoded.ToArray();
    }

    // The camera's note of how it was held goes with the rest of the metadata, so the picture itself is turned.
    private static SKBitmap Upright(SKBitmap picture, SKEncodedOrigin origin)
    {
        var degrees = origin switch { SKEncodedOrigin.RightTop => 90, SKEncodedOrigin.BottomRight => 180, SKEncodedOrigin.LeftBottom => 270, _ => 0 };
        var sideways = degrees is 90 or 270;
        var turned = new SKBitmap(sideways ? picture.Height : picture.Width, sideways ? picture.Width : picture.Height);
        using var canvas = new SKCanvas(turned);
        canvas.Translate(turned.Width / 2f, turned.Height / 2f);
        canvas.RotateDegrees(degrees);
        canvas.Translate(-picture.Width / 2f, -picture.Height / 2f);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear));
        return turned;
    }

    private static RefusedException Refuse(string key, params object?[] arguments) => new(RefusalKind.Invalid, [new("File", key, arguments)]);
}
