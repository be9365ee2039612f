source_filename = "src/everything.cu"
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

%struct.pair = type { i32, double }
%struct.tree = type { %struct.pair, [4 x ptr], %"class.odd name" }
%"class.odd name" = type <{ i8, i64 }>

@tile = internal addrspace(3) global [256 x float] undef, align 4
@table = private unnamed_addr constant [3 x i32] [i32 3, i32 5, i32 8], align 4
@handler = global ptr @helper, align 8
@elsewhere = external global i32
@"odd \22name" = common global %struct.pair zeroinitializer, section "data;1", align 8
@renamed = alias i32 (i32), ptr @helper

declare ptr @allocate(i64)
declare i32 @may_throw(i32) #1
declare i32 @personality(...)
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare void @llvm.nvvm.barrier.cta.sync.aligned.all(i32)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)

define internal i32 @helper(i32 %x) #0 !dbg !10 {
entry:
  %y = add nsw i32 %x, 1, !dbg !13
  ret i32 %y, !dbg !14
}

define ptx_kernel void @sum_tiles(ptr addrspace(1) noundef %data, i32 %n) #0 !dbg !11 {
entry:
  %tid = call i32 @llvm.nvvm.read.ptx.sreg.tid.x(), !dbg !15
  br label %outer, !dbg !15

outer:                                            ; the outer loop
  %i = phi i32 [ 0, %entry ], [ %i.next, %outer.latch ]
  br label %inner, !dbg !16

inner:
  %j = phi i32 [ 0, %outer ], [ %j.next, %inner ]
  %acc = phi float [ 0.000000e+00, %outer ], [ %acc.next, %inner ]
  %at = getelementptr inbounds float, ptr addrspace(1) %data, i32 %j
  %value = load float, ptr addrspace(1) %at, align 4, !dbg !17, !tbaa !20
  %acc.next = fadd fast float %acc, %value, !dbg !17
  %j.next = add nuw nsw i32 %j, 1
  %more = icmp slt i32 %j.next, %n
  br i1 %more, label %inner, label %outer.latch, !llvm.loop !23

outer.latch:
  %slot = getelementptr inbounds [256 x float], ptr addrspacecast (ptr addrspace(3) @tile to ptr), i64 0, i32 %tid
  store float %acc.next, ptr addrspacecast (ptr addrspace(3) @tile to ptr), align 4
  store float %acc.next, ptr addrspace(3) @tile, align 4
  store float %acc.next, ptr %slot, align 4
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %i.next = add i32 %i, 1
  %again = icmp ult i32 %i.next, 8
  br i1 %again, label %outer, label %done, !llvm.loop !25

done:
  ret void
}

define i32 @dispatch(i32 %kind, ptr %callback, ptr %object) personality ptr @personality !dbg !12 {
entry:
  switch i32 %kind, label %other [
    i32 0, label %zero
    i32 1, label %one
  ]

zero:
  %a = call i32 %callback(i32 %kind)
  br label %join

one:
  %b = invoke i32 @may_throw(i32 %kind)
          to label %join unwind label %caught, !dbg !18

caught:
  %pad = landingpad { ptr, i32 }
          cleanup
          catch ptr null
  %c = call i32 @renamed(i32 1), !dbg !18
  resume { ptr, i32 } %pad

other:
  %d = tail call i32 asm sideeffect "add $0, $1; %x @f", "=r,r"(i32 %kind), !srcloc !27
  %odd = getelementptr inbounds %struct.tree, ptr %object, i64 1, i32 0, i32 1
  %pair = load %struct.pair, ptr %object, align 8
  %first = extractvalue %struct.pair %pair, 0
  %old = atomicrmw add ptr @elsewhere, i32 %first seq_cst, align 4
  %swapped = cmpxchg ptr @elsewhere, i32 %old, i32 %d acq_rel monotonic, align 4
  %e = extractvalue { i32, i1 } %swapped, 0
  %f = musttail call i32 @dispatch(i32 %e, ptr @helper, ptr %odd), !dbg !18
  ret i32 %f

join:
  %result = phi i32 [ %a, %zero ], [ %b, %one ]
  %g = call i32 @may_throw(i32 %result) #1, !dbg !18
  ret i32 %result
}

define linkonce_odr <4 x float> @"wide one"(<4 x float> %x, <8 x half> %y, ptr %p) {
  %1 = call <4 x float> @llvm.fma.v4f32(<4 x float> %x, <4 x float> %x, <4 x float> splat (float 2.000000e+00))
  %2 = shufflevector <4 x float> %1, <4 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 0, i32 1, i32 2, i32 3>
  store <8 x float> %2, ptr %p, align 32
  br label %3

3:
  br i1 true, label %3, label %4

4:
  fence seq_cst
  ret <4 x float> %1
}

attributes #0 = { nounwind "target-cpu"="sm_80" }
attributes #1 = { "no-inline"="yes" }

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3, !4}
!llvm.ident = !{!5}

!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, file: !1, producer: "ours", isOptimized: true, runtimeVersion: 0, emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "src/everything.cu", directory: "/tree")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = !{i32 1, !"wchar_size", i32 4}
!5 = !{!"ours 22"}
!6 = !DISubroutineType(types: !7)
!7 = !{}
!8 = !DIFile(filename: "include/odd \22name\22.h", directory: "/tree")
!9 = distinct !DISubprogram(name: "inlined", scope: !8, file: !8, line: 4, type: !6, scopeLine: 4, spFlags: DISPFlagDefinition, unit: !0)
!10 = distinct !DISubprogram(name: "helper", scope: !1, file: !1, line: 20, type: !6, scopeLine: 20, spFlags: DISPFlagDefinition, unit: !0)
!11 = distinct !DISubprogram(name: "sum_tiles", scope: !1, file: !1, line: 30, type: !6, scopeLine: 30, spFlags: DISPFlagDefinition, unit: !0)
!12 = distinct !DISubprogram(name: "dispatch", scope: !1, file: !1, line: 50, type: !6, scopeLine: 50, spFlags: DISPFlagDefinition, unit: !0)
!13 = !DILocation(line: 21, column: 3, scope: !10)
!14 = !DILocation(line: 22, column: 3, scope: !10)
!15 = !DILocation(line: 31, column: 3, scope: !11)
!16 = !DILocation(line: 32, column: 3, scope: !19)
!17 = !DILocation(line: 6, column: 3, scope: !9, inlinedAt: !16)
!18 = !DILocation(line: 57, column: 3, scope: !12)
!19 = distinct !DILexicalBlock(scope: !11, file: !1, line: 31, column: 1)
!20 = !{!21, !21, i64 0}
!21 = !{!"float", !22, i64 0}
!22 = !{!"char"}
!23 = distinct !{!23, !15, !16, !24}
!24 = !{!"llvm.loop.mustprogress"}
!25 = distinct !{!25, !15, !16}
!27 = !{i64 4711}
