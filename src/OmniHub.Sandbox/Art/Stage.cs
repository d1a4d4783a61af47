using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>What a scene is painted on. T runs from 0 to 1 and returns: a film of it loops without a seam.</summary>
internal sealed record Stage(SKCanvas Canvas, float W, float H, double T, ulong Seed, Palette Colours, Reading Reading)
{
    /// <summary>The short side: sizes in it look alike in every format.</summary>
    public float U => Math.Min(W, H);

    public Rng Rng(int salt) => new(Seed * 31 + (ulong)salt * 7919);

    public Noise Noise(int salt) => new(Seed * 131 + (ulong)salt * 104729);

    /// <summary>-1 to 1, whole turns over the film.</summary>
    public float Wave(double turns = 1, double phase = 0) => (float)Math.Sin(2 * Math.PI * (T * turns + phase));

    public void Rect(float x, float y, float w, float h, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        Canvas.DrawRect(x, y, w, h, paint);
    }

    public void Vertical(float x, float y, float w, float h, params SKColor[] colors)
    {
        using var shader = SKShader.CreateLinearGradient(new(0, y), new(0, y + h), colors, null, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsDither = true };
        Canvas.DrawRect(x, y, w, h, paint);
    }

    public void Circle(float x, float y, float r, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        Canvas.DrawCircle(x, y, r, paint);
    }

    public void Oval(float x, float y, float rx, float ry, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        Canvas.DrawOval(x, y, rx, ry, paint);
    }

    public void Ring(float x, float y, float r, float width, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true, IsStroke = true, StrokeWidth = width };
        Canvas.DrawCircle(x, y, r, paint);
    }

    /// <summary>Light that fades to nothing at r.</summary>
    public void Glow(float x, float y, float r, SKColor color, SKBlendMode mode = SKBlendMode.SrcOver, float squash = 1)
    {
        using var shader = SKShader.CreateRadialGradient(
            new(x, y / squash), r, [color, color.WithAlpha((byte)(color.Alpha * 0.4)), color.WithAlpha(0)], [0, 0.4f, 1],
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, BlendMode = mode, IsDither = true };
        Canvas.Save();
        Canvas.Scale(1, squash);
        Canvas.DrawCircle(x, y / squash, r, paint);
        Canvas.Restore();
    }

    public void Line(float x1, float y1, float x2, float y2, float width, SKColor color, SKBlendMode mode = SKBlendMode.SrcOver)
    {
        using var paint = new SKPaint
        {
            Color = color,
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            BlendMode = mode,
        };
        Canvas.DrawLine(x1, y1, x2, y2, paint);
    }

    public void Fill(SKPath path, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        Canvas.DrawPath(path, paint);
    }

    public void Fill(SKPath path, params SKColor[] downwards)
    {
        var bounds = path.Bounds;
        using var shader = SKShader.CreateLinearGradient(
            new(0, bounds.Top), new(0, bounds.Bottom), downwards, null, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsAntialias = true, IsDither = true };
        Canvas.DrawPath(path, paint);
    }

    public void Draw(SKPath path, float width, SKColor color)
    {
        using var paint = new SKPaint
        {
            Color = color,
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        Canvas.DrawPath(path, paint);
    }

    public static SKPath Shape(Action<SKPathBuilder> build)
    {
        using var builder = new SKPathBuilder();
        build(builder);
        return builder.Detach();
    }

    public static SKPath Polygon(params ReadOnlySpan<SKPoint> points)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(points[0].X, points[0].Y);
        foreach (var point in points[1..]) builder.LineTo(point.X, point.Y);
        builder.Close();
        return builder.Detach();
    }

    /// <summary>The ground below a line from left to right.</summary>
    public SKPath Below(Func<float, float> heightAt, float step = 4)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(-2, H + 2);
        for (var x = -2f; x <= W + step; x += step) builder.LineTo(x, heightAt(x / W));
        builder.LineTo(W + step, H + 2);
        builder.Close();
        return builder.Detach();
    }
}
