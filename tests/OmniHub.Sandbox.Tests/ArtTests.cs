using SkiaSharp;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class ArtTests
{
    [Theory]
    [InlineData("a sunset over mountains", Subject.Mountains)]
    [InlineData("portrait of a woman in a forest", Subject.Portrait)]
    [InlineData("a cat on a beach", Subject.Creature)]
    [InlineData("tokyo skyline at night", Subject.City)]
    [InlineData("saturn and its rings in space", Subject.Space)]
    [InlineData("tropical beach with palm trees", Subject.Sea)]
    [InlineData("northern lights", Subject.Aurora)]
    [InlineData("a bowl of fruit on a table", Subject.StillLife)]
    [InlineData("tropical fish underwater", Subject.Underwater)]
    [InlineData("logo for a bakery", Subject.Poster)]
    public void A_prompt_is_read_for_its_subject(string prompt, object subject) =>
        Assert.Equal((Subject)subject, Reading.Of(prompt, Picture.Hash(prompt)).Subject);

    public static TheoryData<string> Prompts => new(
        "hills with a village and balloons", "mountain lake", "lighthouse", "boat on a tropical beach", "neon city", "spiral galaxy",
        "planet with a rocket",
        "aurora over a cabin", "enchanted mushroom forest", "abstract gradient", "abstract lines", "abstract geometric", "wizard",
        "queen", "robot", "astronaut",
        "cat", "owl", "lion", "rabbit", "tiger", "dog", "panda", "coffee", "wine bottle", "fruit", "roses", "poster \"Hello\"",
        "pyramids with cacti", "red car", "whale",
        "jellyfish", "snow storm", "");

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Every_scene_can_be_painted_in_every_shape_and_moves(string prompt)
    {
        foreach (var (width, height) in new[] { (96, 54), (40, 90), (1, 1) })
        {
            using var surface = Picture.Surface(width, height);
            Picture.Paint(surface.Canvas, Of(prompt, width, height), 0.3);
        }
        var film = Film.Draw(Of(prompt, 96, 54), 1);
        Assert.Equal(12, film.Frames);
    }

    [Theory]
    [InlineData("oil painting")]
    [InlineData("watercolor")]
    [InlineData("pencil sketch")]
    [InlineData("risograph")]
    [InlineData("flat vector")]
    [InlineData("low poly")]
    [InlineData("pixel art")]
    [InlineData("photo")]
    public void Every_medium_finishes_a_picture(string medium)
    {
        foreach (var (width, height) in new[] { (160, 120), (3, 200), (1, 1) })
        {
            var bytes = Picture.Draw(Of($"a boat at sea, {medium}", width, height), SKEncodedImageFormat.Jpeg);
            Assert.Equal((width, height), Picture.SizeOf(bytes));
        }
    }

    [Fact]
    public void Every_picture_says_sandbox()
    {
        using var with = Picture.Surface(400, 300);
        with.Canvas.Clear(SKColors.Gray);
        Picture.Mark(with.Canvas, 400, 300);
        using var image = with.Snapshot();
        using var bitmap = SKBitmap.FromImage(image);
        var white = Enumerable.Range(300, 100).Sum(x => Enumerable.Range(260, 40).Count(y => bitmap.GetPixel(x, y).Red > 200));
        Assert.True(white > 50, "No light letters in the corner");
    }

    private static Commission Of(string prompt, int width, int height) => new(prompt, "fal-ai/flux/dev", 7, width, height, null, 1);
}
