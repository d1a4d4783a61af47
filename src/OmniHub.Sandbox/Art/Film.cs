using SkiaSharp;

namespace OmniHub.Sandbox;

internal sealed record FilmReel(byte[] Webm, byte[] Poster, int Frames, double FramesPerSecond, double Seconds);

/// <summary>Draws a few seconds that loop without a seam, and repeats them to the length that was asked.</summary>
internal static class Film
{
    public const double FramesPerSecond = 12;
    private const int DistinctMax = 30;
    private const int Quality = 74;

    public static FilmReel Draw(Commission commission, double seconds)
    {
        var total = Math.Max(1, (int)Math.Round(seconds * FramesPerSecond));
        // A loop that divides the length ends where it began.
        var loops = (total + DistinctMax - 1) / DistinctMax;
        var distinct = (total + loops - 1) / loops;

        using var surface = Picture.Surface(commission.Width, commission.Height);
        using var scene = commission.Source is { } source ? Sent.Decode(source, commission.Width, commission.Height) : null;
        var drawn = new List<byte[]>(distinct);
        byte[] poster = [];
        for (var i = 0; i < distinct; i++)
        {
            var stage = Picture.StageFor(surface.Canvas, commission, i / (double)distinct);
            if (scene is not null) Sent.PaintMoving(stage, scene);
            else Scenes.Paint(stage);
            Take.Grade(stage);
            Picture.Mark(surface.Canvas, commission.Width, commission.Height);
            if (i == 0) poster = Picture.Encode(surface, SKEncodedImageFormat.Jpeg);
            using var pixels = surface.PeekPixels();
            using var webp = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, Quality));
            drawn.Add(WebmMuxer.FrameOf(webp!.AsSpan()));
        }
        var frames = Enumerable.Range(0, total).Select(i => drawn[i % distinct]).ToList();
        var webm = WebmMuxer.Mux(frames, commission.Width, commission.Height, FramesPerSecond);
        return new FilmReel(webm, poster, total, FramesPerSecond, total / FramesPerSecond);
    }
}
